// Swagger UI as its package has it, on the description that this server gives.
interface Options {
  url: string;
  domNode: Element;
  validatorUrl: null;
  docExpansion: string;
  defaultModelsExpandDepth: number;
  deepLinking: boolean;
  onComplete: () => void;
}
declare const SwaggerUIBundle: (options: Options) => unknown;

const place = document.getElementById("swagger");
if (place?.dataset.address) {
  SwaggerUIBundle({
    url: place.dataset.address,
    domNode: place,
    validatorUrl: null, // else it would ask a server elsewhere
    docExpansion: "list",
    defaultModelsExpandDepth: -1,
    deepLinking: false,
    onComplete: () => {
      // A page has one main part, and that is not this one
      for (const part of place.querySelectorAll("main, [role=main]")) part.setAttribute("role", "group");
    },
  });
}
