// The network of parties, drawn by Cytoscape in a shadow tree. An edge leads to its claims, a node to all of its party's.
import cytoscape, { type Core, type ElementDefinition } from "cytoscape";

interface Told {
  nodes: { id: string; name: string; country: string | null; sector: string | null; claims: number }[];
  edges: { actor: string; recipient: string; quad: string; claims: number; incidents: number; actual: number; href: string }[];
}
const LONGEST = 34; // characters of a name in the drawing; the table has it whole
const QUADS = ["verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict"];

class PartyNetwork extends HTMLElement {
  static observedAttributes = ["data-src"];
  #drawn: Core | null = null;
  #asked = "";

  connectedCallback(): void {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    const styles = document.querySelector<HTMLLinkElement>('link[href*="views.css"]');
    if (styles) root.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: styles.href }));
    const canvas = Object.assign(document.createElement("div"), { className: "network-canvas" });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", this.dataset.title ?? "");
    const said = Object.assign(document.createElement("p"), { className: "network-said" });
    said.setAttribute("role", "status");
    root.append(canvas, said);
    void this.#load();
  }

  attributeChangedCallback(): void {
    if (this.shadowRoot && this.dataset.src !== this.#asked) void this.#load();
  }

  disconnectedCallback(): void {
    this.#drawn?.destroy();
    this.#drawn = null;
  }

  async #load(): Promise<void> {
    this.#asked = this.dataset.src!;
    const response = await fetch(this.#asked);
    if (!response.ok) {
      this.#say("The network could not be loaded; load the page again.");
      return;
    }
    const told = (await response.json()) as Told;
    const canvas = this.shadowRoot!.querySelector<HTMLElement>(".network-canvas")!;
    canvas.setAttribute("aria-label", this.dataset.title ?? "");
    this.#drawn?.destroy();
    const color = (name: string) => read(canvas, name);
    const most = Math.max(1, ...told.edges.map((e) => e.incidents));
    this.#drawn = cytoscape({
      container: canvas,
      elements: elements(told),
      minZoom: 0.2,
      maxZoom: 3,
      style: [
        { selector: "node", style: { "background-color": color("--solid"), label: "data(label)", color: color("--ink"), "font-size": 17, "text-wrap": "wrap", "text-max-width": "150px", "text-valign": "bottom", "text-margin-y": 4, width: "data(size)", height: "data(size)", "text-background-color": color("--ground"), "text-background-opacity": 0.75, "text-background-padding": "2px" } },
        { selector: "edge", style: { "curve-style": "bezier", "target-arrow-shape": "triangle", width: `mapData(incidents, 1, ${most + 1}, 1.5, 8)`, "line-style": "solid", "arrow-scale": 1 } },
        ...QUADS.map((quad) => ({ selector: `edge[quad = "${quad}"]`, style: { "line-color": color(`--${quad}`), "target-arrow-color": color(`--${quad}`) } })),
        { selector: "edge[!actual]", style: { "line-style": "dashed" as const } },
        { selector: ".faint", style: { opacity: 0.15 } },
      ],
      layout: { name: "cose", animate: false, randomize: false, nodeRepulsion: () => 5000, idealEdgeLength: () => 45, padding: 12, nodeDimensionsIncludeLabels: true, componentSpacing: 16 },
    });
    this.#listen(this.#drawn, told);
  }

  #listen(drawn: Core, told: Told): void {
    const names = new Map(told.nodes.map((node) => [node.id, node.name]));
    drawn.on("tap", "edge", (event) => location.assign(event.target.data("href")));
    drawn.on("tap", "node", (event) => location.assign(`/claims?${partyQuery(event.target.id())}`));
    drawn.on("mouseover", "edge", (event) => {
      const { source, target, quad, claims, incidents } = event.target.data();
      this.#say(`${names.get(source)} → ${names.get(target)}: ${quad.replace("-", " ")}, ${incidents} incidents, ${claims} claims`);
    });
    drawn.on("mouseover", "node", (event) => {
      drawn.elements().not(event.target.closedNeighborhood()).addClass("faint");
      this.#say(`${event.target.data("name")}: ${event.target.data("claims")} claims`);
    });
    drawn.on("mouseout", () => {
      drawn.elements().removeClass("faint");
      this.#say("");
    });
  }

  #say(words: string): void {
    this.shadowRoot!.querySelector(".network-said")!.textContent = words;
  }
}

function elements(told: Told): ElementDefinition[] {
  return [
    ...told.nodes.map((node) => ({ data: { ...node, label: short(node.name), size: 12 + 5 * Math.log2(1 + node.claims) } })),
    ...told.edges.map((edge) => ({ data: { ...edge, id: `${edge.actor}|${edge.recipient}|${edge.quad}`, source: edge.actor, target: edge.recipient } })),
  ];
}

function short(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST).trimEnd()}…` : name;
}

/** The filters of the page, with this party in their place. */
function partyQuery(id: string): URLSearchParams {
  const query = new URLSearchParams(location.search);
  for (const name of ["party", "sort", "after", "limit"]) query.delete(name);
  query.set("party", `"${id}"`);
  return query;
}

/** A colour of the style sheet as numbers: canvases know no variables. */
function read(host: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  host.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

// Cytoscape would put a style element into the head, which the page's policy forbids; our style sheet has that rule
document.head.append(Object.assign(document.createElement("meta"), { id: "__________cytoscape_stylesheet" }));
customElements.define("party-network", PartyNetwork);
