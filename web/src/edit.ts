// The form that corrects a claim: items are words of the article, taken by selecting or by writing them. What it sends is
// the fields that were touched alone, each with all of its items.
import { selectedWords } from "./words";

type Item = Record<string, unknown>;
interface Picked {
  first: number;
  last: number;
  text: string;
}

export class EditForm {
  #picked: Picked | null = null;
  readonly #dirty = new Set<string>();

  constructor(
    private readonly form: HTMLFormElement,
    private readonly panel: HTMLElement,
    article: Element | null,
  ) {
    if (article) document.addEventListener("selectionchange", () => this.#select(selectedWords(article)));
    panel.addEventListener("click", (event) => this.#click(event.target as Element));
    panel.addEventListener("change", (event) => this.#changed(event.target as HTMLElement));
    panel.addEventListener("input", (event) => this.#touched(event.target as HTMLElement));
    panel.addEventListener("keydown", (event) => {
      const typed = (event.target as Element).closest<HTMLInputElement>("[data-typed]");
      if (typed && event.key === "Enter") {
        event.preventDefault();
        this.#type(typed);
      }
    });
    this.#modes();
  }

  /** Whether anything was changed. */
  get touched(): boolean {
    return this.#dirty.size > 0;
  }

  /** Puts what was changed into the form, as JSON. */
  fill(): void {
    for (const typed of this.panel.querySelectorAll<HTMLInputElement>("[data-typed]")) this.#type(typed);
    const changes: Record<string, unknown> = {};
    for (const name of ["type", "mode", "status"]) {
      const chosen = this.form.elements.namedItem(name);
      if (chosen instanceof HTMLSelectElement && (chosen.value || name === "mode")) changes[name] = chosen.value || null;
    }
    for (const field of this.panel.querySelectorAll<HTMLElement>("[data-field]")) {
      const name = field.dataset.field!;
      if (!this.#dirty.has(name)) continue;
      const items = [...field.querySelectorAll<HTMLElement>(".item")];
      if (name === "sources") changes[name] = chains(items);
      else if (name === "time") changes[name] = items[0] ? itemOf(items[0], name) : null;
      else changes[name] = items.map((item) => itemOf(item, name));
    }
    (this.form.elements.namedItem("changes") as HTMLInputElement).value = JSON.stringify(changes);
  }

  #select(picked: Picked | null): void {
    if (!picked) return; // what was selected stays picked while a button is pressed
    this.#picked = picked;
    const said = this.panel.querySelector("[data-selected]");
    if (said) said.textContent = `Selected: “${picked.text}”`;
    for (const put of this.panel.querySelectorAll<HTMLButtonElement>("[data-put], [data-put-trigger]")) put.disabled = false;
  }

  #click(target: Element): void {
    const field = target.closest<HTMLElement>("[data-field]");
    if (target.closest("[data-put-trigger]") && this.#picked) {
      (this.form.elements.namedItem("trigger") as HTMLInputElement).value = this.#picked.text;
      (this.form.elements.namedItem("words") as HTMLInputElement).value = `${this.#picked.first}-${this.#picked.last}`;
    } else if (field && target.closest("[data-put]") && this.#picked) {
      this.#add(field, this.#picked.text, this.#picked);
    } else if (field && target.closest("[data-remove]")) {
      const next = target.closest(".item")?.nextElementSibling?.querySelector<HTMLElement>("[data-remove]");
      target.closest(".item")?.remove();
      this.#dirty.add(field.dataset.field!);
      (next ?? field.querySelector<HTMLElement>("[data-typed]"))?.focus();
    }
  }

  #type(typed: HTMLInputElement): void {
    const words = typed.value.trim();
    const field = typed.closest<HTMLElement>("[data-field]");
    if (!words || !field) return;
    this.#add(field, words, null);
    typed.value = "";
  }

  #add(field: HTMLElement, text: string, picked: Picked | null): void {
    const items = field.querySelector(".items")!;
    if ("single" in field.dataset) items.replaceChildren();
    const item = (field.querySelector("template")!.content.cloneNode(true) as DocumentFragment).querySelector<HTMLElement>(".item")!;
    item.querySelector("[data-said]")!.textContent = text;
    item.querySelector("[data-remove]")!.setAttribute("aria-label", `Remove ${text}`);
    if (picked) item.dataset.picked = `${picked.first}-${picked.last}`;
    else item.dataset.text = text;
    items.append(item);
    this.#dirty.add(field.dataset.field!);
  }

  #changed(target: HTMLElement): void {
    if (target.matches("[data-type]")) this.#modes();
    if (target.matches("select[name]")) this.#dirty.add((target as HTMLSelectElement).name);
  }

  #touched(target: HTMLElement): void {
    const field = target.closest<HTMLElement>("[data-field]");
    if (field && target.matches("[data-own]")) this.#dirty.add(field.dataset.field!);
    if (target.matches("[name=trigger]")) (this.form.elements.namedItem("words") as HTMLInputElement).value = "";
  }

  /** Only the modes of the chosen type can be chosen. */
  #modes(): void {
    const [type, mode] = ["[data-type]", "[data-mode]"].map((s) => this.panel.querySelector<HTMLSelectElement>(s));
    if (!type || !mode) return;
    for (const group of mode.querySelectorAll("optgroup")) {
      group.hidden = group.disabled = group.dataset.of !== type.value;
    }
    const chosen = mode.selectedOptions[0]?.parentElement;
    if (chosen instanceof HTMLOptGroupElement && chosen.disabled) mode.value = "";
  }
}

/** Holders of one chain stay together; each new one is a chain of its own. */
function chains(items: HTMLElement[]): Item[][] {
  const out: Item[][] = [];
  let last: string | null = null;
  for (const item of items) {
    const chain = item.dataset.kept?.split(",")[0] ?? null;
    if (chain !== null && chain === last) out.at(-1)!.push(itemOf(item, "sources"));
    else out.push([itemOf(item, "sources")]);
    last = chain;
  }
  return out;
}

function itemOf(item: HTMLElement, field: string): Item {
  const out: Item = {};
  const { kept, picked, text } = item.dataset;
  if (kept !== undefined) out.kept = field === "sources" ? kept.split(",").map(Number) : Number(kept);
  if (picked) out.words = picked.split("-").map(Number);
  if (text) out.text = text;
  for (const own of item.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-own]")) {
    if (own.value.trim()) out[own.dataset.own!] = own.value.trim();
  }
  return out;
}
