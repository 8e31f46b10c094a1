// The timeline's bars: a bar under the pointer is told in words, dragging over bars asks for their days alone, and a
// click on one asks for its days. Everything else (moving, zooming) is links, which need no script.

/** What a drag over the plot, in shares of its width, asks for: first and last day as ordinals, counted from 0001-01-01 = 1. */
function daysBetween(from: number, to: number, first: number, last: number): [number, number] {
  const days = last - first + 1;
  const at = (share: number) => Math.min(days - 1, Math.max(0, Math.floor(share * days)));
  const [a, b] = [at(Math.min(from, to)), at(Math.max(from, to))];
  return [first + a, first + b];
}

function iso(ordinal: number): string {
  const day = new Date(0);
  day.setUTCFullYear(1, 0, ordinal); // the first of January of the year 1 is day 1
  return day.toISOString().slice(0, 10);
}

class TimeLine extends HTMLElement {
  #began: number | null = null;

  connectedCallback(): void {
    this.addEventListener("pointerdown", this.#down);
    this.addEventListener("pointermove", this.#move);
    this.addEventListener("pointerup", this.#up);
    this.addEventListener("pointercancel", this.#end);
    this.addEventListener("pointerleave", this.#leave);
  }

  get #plot(): SVGSVGElement | null {
    return this.querySelector("svg");
  }

  #share(event: PointerEvent): number {
    const box = this.#plot!.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  }

  #down = (event: PointerEvent): void => {
    if (event.button !== 0 || !(event.target as Element).closest("svg")) return;
    event.preventDefault();
    this.#began = this.#share(event);
    this.#plot!.setPointerCapture(event.pointerId);
  };

  #move = (event: PointerEvent): void => {
    if (this.#began === null) {
      const bar = (event.target as Element).closest<SVGGElement>("[data-words]");
      if (bar) this.#say(bar.dataset.words!);
      return;
    }
    const here = this.#share(event);
    const [from, to] = this.#asked(this.#began, here);
    const brush = this.querySelector("[data-brush]");
    brush?.removeAttribute("hidden");
    brush?.setAttribute("x", `${Math.min(this.#began, here) * 100}%`);
    brush?.setAttribute("width", `${Math.abs(here - this.#began) * 100}%`);
    this.#say(`${from} to ${to}`);
  };

  #up = (event: PointerEvent): void => {
    if (this.#began === null) return;
    const [began, here] = [this.#began, this.#share(event)];
    this.#end();
    const moved = Math.abs(here - began) * this.#plot!.getBoundingClientRect().width;
    const bar = document.elementFromPoint(event.clientX, event.clientY)?.closest<SVGGElement>("[data-words]");
    if (moved > 4) this.#go(...this.#asked(began, here));
    else if (bar) this.#go(bar.dataset.from!, bar.dataset.to!);
  };

  #end = (): void => {
    this.#began = null;
    this.querySelector("[data-brush]")?.setAttribute("hidden", "");
  };

  #leave = (): void => {
    if (this.#began === null) this.#say("Drag over the bars to look closer");
  };

  #asked(from: number, to: number): [string, string] {
    const [a, b] = daysBetween(from, to, Number(this.dataset.first), Number(this.dataset.last));
    return [iso(a), iso(b)];
  }

  #go(from: string, to: string): void {
    const query = new URLSearchParams(location.search);
    for (const name of ["after", "window", "by"]) query.delete(name);
    query.set("from", from);
    query.set("to", to);
    location.assign(`${this.dataset.path}?${query}`);
  }

  #say(words: string): void {
    const readout = this.querySelector("[data-readout]");
    if (readout) readout.textContent = words;
  }
}

customElements.define("time-line", TimeLine);
