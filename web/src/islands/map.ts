// The map of incidents: clusters, circles of how exactly a place is known, countries tinted where nothing nearer is known,
// and a slider of days. It stands in a shadow tree, so that htmx may swap the page around it.
import type * as GeoJSON from "geojson";
import { GeoJSONSource, Map as LibreMap, NavigationControl, Popup, setWorkerUrl, type StyleSpecification } from "maplibre-gl";

interface Incident {
  id: string;
  words: string;
  type: string;
  day: string;
  place: string;
  country: string | null;
  exact: string;
  precision: number;
  km: number | null;
  independent: number;
  first: number | null;
  last: number | null;
}
type Point = GeoJSON.Feature<GeoJSON.Point, Incident>;
const COUNTRY_WIDE = 6;
const KM_A_DEGREE = 111.2;
const MOST_LISTED = 12;

class IncidentMap extends HTMLElement {
  static observedAttributes = ["data-src"];
  #map: LibreMap | null = null;
  #points: Point[] = [];
  #shown: Point[] = [];
  #asked = "";

  connectedCallback(): void {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    for (const href of [this.dataset.style!, document.querySelector<HTMLLinkElement>('link[href*="views.css"]')?.href]) {
      if (href) root.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
    }
    root.append(...this.#frame());
    void this.#start();
  }

  attributeChangedCallback(): void {
    if (this.#map && this.dataset.src !== this.#asked) void this.#load();
  }

  disconnectedCallback(): void {
    this.#map?.remove();
    this.#map = null;
  }

  #frame(): HTMLElement[] {
    const canvas = element("div", "map-canvas");
    const days = element("form", "map-days");
    days.append(slider("from", "From"), slider("until", "Until"), element("output", "map-range"));
    days.addEventListener("input", (event) => this.#narrow(event.target as HTMLInputElement));
    const note = element("p", "map-note");
    note.setAttribute("role", "status");
    return [canvas, days, note];
  }

  #part<T extends Element>(selector: string): T {
    return this.shadowRoot!.querySelector<T>(selector)!;
  }

  async #start(): Promise<void> {
    setWorkerUrl(new URL(this.dataset.worker!, location.href).href);
    try {
      this.#map = new LibreMap({
        container: this.#part<HTMLElement>(".map-canvas"),
        style: style(this.dataset.land!, this.dataset.credit!, colours(this)),
        attributionControl: { compact: false },
        renderWorldCopies: false,
        maxZoom: 12,
        dragRotate: false,
        pitchWithRotate: false,
        fadeDuration: 0,
        locale: { "Map.Title": `${this.dataset.title} Arrow keys move it, + and - zoom.` },
      });
    } catch {
      this.#say("This browser draws no maps (it has no WebGL). The list below has the same incidents.");
      this.#part<HTMLElement>(".map-canvas").hidden = this.#part<HTMLElement>(".map-days").hidden = true;
      return;
    }
    const map = this.#map;
    map.touchZoomRotate.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }));
    map.on("click", "clusters", (event) => void this.#open(event.features?.[0] as Point | undefined));
    map.on("click", "points", (event) => this.#tell(event.features as unknown as Point[] | undefined));
    for (const layer of ["clusters", "points"]) {
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
    map.on("idle", () => this.#areas());
    await map.once("load");
    await this.#load();
  }

  async #load(): Promise<void> {
    this.#asked = this.dataset.src!;
    const response = await fetch(this.#asked);
    if (!response.ok) {
      this.#say("The incidents could not be loaded; load the page again.");
      return;
    }
    this.#points = ((await response.json()) as GeoJSON.FeatureCollection).features as Point[];
    this.#spread();
    this.#show();
    this.#fit();
  }

  /** Sets the sliders to the days that there are. */
  #spread(): void {
    const days = this.#points.flatMap((p) => [p.properties.first, p.properties.last]).filter((d) => d !== null);
    const [least, most] = [Math.min(...days), Math.max(...days)];
    this.#part<HTMLElement>(".map-days").hidden = days.length === 0 || least === most;
    for (const [name, value] of [["from", least], ["until", most]] as const) {
      const input = this.#part<HTMLInputElement>(`[name=${name}]`);
      Object.assign(input, { min: String(least), max: String(most) });
      input.value = String(value);
    }
  }

  #narrow(moved: HTMLInputElement): void {
    const [from, until] = this.#range();
    if (from > until) this.#part<HTMLInputElement>(`[name=${moved.name === "from" ? "until" : "from"}]`).value = moved.value;
    this.#show();
  }

  #range(): [number, number] {
    return [Number(this.#part<HTMLInputElement>("[name=from]").value), Number(this.#part<HTMLInputElement>("[name=until]").value)];
  }

  /** What may have been on one of the days between the sliders. */
  #show(): void {
    const [from, until] = this.#range();
    const hidden = this.#part<HTMLElement>(".map-days").hidden;
    this.#shown = this.#points.filter(({ properties: { first, last } }) => hidden || first === null || (first <= until && last! >= from));
    const spots = this.#shown.filter((p) => p.properties.precision < COUNTRY_WIDE);
    this.#source("incidents").setData({ type: "FeatureCollection", features: spots });
    const lands = new Set(this.#shown.filter((p) => p.properties.precision === COUNTRY_WIDE).map((p) => p.properties.country));
    this.#map!.setFilter("tinted", ["in", ["get", "code"], ["literal", [...lands].filter((c) => c !== null)]]);
    if (!hidden) {
      const range = this.#part(".map-range");
      range.textContent = `${iso(from)} to ${iso(until)}: ${this.#shown.length} of ${this.#points.length}`;
      for (const name of ["from", "until"]) {
        const input = this.#part<HTMLInputElement>(`[name=${name}]`);
        input.setAttribute("aria-valuetext", iso(Number(input.value)));
      }
    }
  }

  #fit(): void {
    const spots = this.#points.filter((p) => p.properties.precision < COUNTRY_WIDE);
    const at = (spots.length ? spots : this.#points).map((p) => p.geometry.coordinates as [number, number]);
    if (!at.length) return;
    const [xs, ys] = [at.map(([x]) => x), at.map(([, y]) => y)];
    this.#map!.fitBounds([[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]], { padding: 60, maxZoom: 6, animate: false });
  }

  /** Circles around the spots that no cluster holds, as far as their place leaves open. */
  #areas(): void {
    if (!this.#map?.getSource("areas")) return;
    const seen = new Set<string>();
    const spots = (this.#map.queryRenderedFeatures({ layers: ["points"] }) as unknown as Point[]).filter((p) => {
      const place = `${p.properties.km} ${p.geometry.coordinates}`;
      return p.properties.km && !seen.has(place) && seen.add(place);
    });
    const features = spots.map((p) => circle(p.geometry.coordinates as [number, number], p.properties.km!));
    const key = JSON.stringify([...seen].sort());
    if (key === this.#drawn) return; // setting them draws again, which would be idle again
    this.#drawn = key;
    this.#source("areas").setData({ type: "FeatureCollection", features });
  }
  #drawn = "[]";

  #source(name: string): GeoJSONSource {
    return this.#map!.getSource(name) as GeoJSONSource;
  }

  async #open(cluster: Point | undefined): Promise<void> {
    if (!cluster) return;
    const id = (cluster.properties as unknown as { cluster_id: number }).cluster_id;
    const zoom = await this.#source("incidents").getClusterExpansionZoom(id);
    if (zoom <= 11) {
      this.#map!.easeTo({ center: cluster.geometry.coordinates as [number, number], zoom });
      return;
    }
    const leaves = (await this.#source("incidents").getClusterLeaves(id, 200, 0)) as Point[];
    this.#popup(leaves, cluster.geometry.coordinates as [number, number]);
  }

  #tell(found: Point[] | undefined): void {
    if (found?.[0]) this.#popup(found, found[0].geometry.coordinates as [number, number]);
  }

  #popup(found: Point[], at: [number, number]): void {
    const list = element("ul", "map-found");
    for (const { properties: p } of found.slice(0, MOST_LISTED)) {
      const item = element("li");
      const link = Object.assign(element("a"), { href: `/incidents/${p.id}`, textContent: p.words || p.type });
      const where = p.exact ? `${p.place}: ${p.exact}` : p.place;
      item.append(link, element("div", "dim", `${p.type} · ${p.day || "no day"} · ${where}`));
      list.append(item);
    }
    if (found.length > MOST_LISTED) list.append(element("li", "dim", `and ${found.length - MOST_LISTED} more here`));
    new Popup({ maxWidth: "20rem" }).setLngLat(at).setDOMContent(list).addTo(this.#map!);
  }

  #say(words: string): void {
    this.#part(".map-note").textContent = words;
  }
}

function element(name: string, className = "", text = ""): HTMLElement {
  return Object.assign(document.createElement(name), { className, textContent: text });
}

function slider(name: string, words: string): HTMLElement {
  const label = element("label", "", `${words} `);
  label.append(Object.assign(document.createElement("input"), { type: "range", name }));
  return label;
}

function iso(ordinal: number): string {
  const day = new Date(0);
  day.setUTCFullYear(1, 0, ordinal);
  return day.toISOString().slice(0, 10);
}

/** A circle of so many km on the earth, as a polygon. */
function circle([lon, lat]: [number, number], km: number): GeoJSON.Feature {
  const high = km / KM_A_DEGREE;
  const wide = high / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  const ring = Array.from({ length: 65 }, (_, n) => {
    const turn = (n / 64) * 2 * Math.PI;
    return [lon + wide * Math.cos(turn), lat + high * Math.sin(turn)];
  });
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
}

interface Colours {
  water: string;
  land: string;
  line: string;
  dot: string;
  ink: string;
}

function colours(host: Element): Colours {
  const probe = element("span");
  host.shadowRoot!.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const out = { water: read("--raised"), land: read("--ground"), line: read("--dim"), dot: read("--solid"), ink: read("--ink") };
  probe.remove();
  return out;
}

function style(land: string, credit: string, c: Colours): StyleSpecification {
  const none: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: new URL(land, location.href).href, attribution: credit },
      incidents: { type: "geojson", data: none, cluster: true, clusterRadius: 36, clusterMaxZoom: 11 },
      areas: { type: "geojson", data: none },
    },
    layers: [
      { id: "water", type: "background", paint: { "background-color": c.water } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": c.land } },
      { id: "tinted", type: "fill", source: "land", filter: ["in", ["get", "code"], ["literal", []]], paint: { "fill-color": c.dot, "fill-opacity": 0.16 } },
      { id: "borders", type: "line", source: "land", paint: { "line-color": c.line, "line-width": 0.6, "line-opacity": 0.7 } },
      { id: "names", type: "symbol", source: "land", filter: ["==", ["geometry-type"], "Point"], layout: { "text-field": ["get", "name"], "text-size": 12, "text-max-width": 7, "symbol-sort-key": ["-", 0, ["get", "size"]] }, paint: { "text-color": c.line, "text-halo-color": c.land, "text-halo-width": 1.2 } },
      { id: "areas", type: "fill", source: "areas", paint: { "fill-color": c.dot, "fill-opacity": 0.14 } },
      { id: "edges", type: "line", source: "areas", paint: { "line-color": c.dot, "line-dasharray": [3, 2], "line-width": 1 } },
      { id: "points", type: "circle", source: "incidents", filter: ["!", ["has", "point_count"]], paint: { "circle-color": c.dot, "circle-radius": 5.5, "circle-stroke-color": c.land, "circle-stroke-width": 1.5 } },
      { id: "clusters", type: "circle", source: "incidents", filter: ["has", "point_count"], paint: { "circle-color": c.dot, "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "point_count"]], 1, 10, 30, 34], "circle-stroke-color": c.land, "circle-stroke-width": 2 } },
      { id: "counts", type: "symbol", source: "incidents", filter: ["has", "point_count"], layout: { "text-field": ["get", "point_count_abbreviated"], "text-size": 13, "text-allow-overlap": true }, paint: { "text-color": c.land } },
    ],
  };
}

customElements.define("incident-map", IncidentMap);
