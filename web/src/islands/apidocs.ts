// Swagger UI as its package has it, on the description that this server gives.
interface Options {
  url: string;
  domNode: Element;
  validatorUrl: null;
  docExpansion: string;
  defaultModelsExpandDepth: number;
  deepLinking: boolean;
}
declare const SwaggerUIBundle: (options: Options) => unknown;

const place = document.getElementById("swagger");
if (place?.dataset.address) {
  SwaggerUIBundle({
    url: place.dataset.address,
    domNode: place,
    validatorUrl: null, // else it would ask a server elsewhere
    docExpansion: "none",
    defaultModelsExpandDepth: -1,
    deepLinking: false,
  });
}
