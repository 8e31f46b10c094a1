// A claim lights its words, and words list their claims. Without this script both are links.
const text = document.querySelector<HTMLElement>(".text");
const panel = document.querySelector<HTMLElement>(".panel");
const here = document.getElementById("here");

function cardOf(number: string): HTMLElement | null {
  return panel?.querySelector<HTMLElement>(`.claim[data-n="${CSS.escape(number)}"]`) ?? null;
}

function light(number: string): void {
  for (const old of document.querySelectorAll(".lit")) old.classList.remove("lit");
  for (const words of text?.querySelectorAll(`[data-c~="${CSS.escape(number)}"]`) ?? []) words.classList.add("lit");
  const card = cardOf(number);
  card?.classList.add("lit");
  for (const link of panel?.querySelectorAll(".light[aria-current]") ?? []) link.removeAttribute("aria-current");
  const link = card?.querySelector<HTMLAnchorElement>(".light");
  link?.setAttribute("aria-current", "true");
  if (link) history.replaceState(history.state, "", link.href);
}

function show(element: Element | null | undefined): void {
  const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  element?.scrollIntoView({ block: "nearest", behavior: smooth ? "smooth" : "auto" });
}

// Numbers of the claims that words are evidence of, the innermost first
function claimsAt(element: Element | null): string[] {
  const found = new Set<string>();
  for (let at = element?.closest("[data-c]"); at; at = at.parentElement?.closest("[data-c]")) {
    for (const number of (at.getAttribute("data-c") ?? "").split(" ")) found.add(number);
  }
  return [...found];
}

function list(words: string, numbers: string[]): void {
  if (!here) return;
  here.replaceChildren(`“${words}”: `);
  for (const number of numbers) {
    const link = document.createElement("a");
    const card = cardOf(number);
    link.href = card ? `#${card.id}` : `#`;
    link.dataset.light = number;
    link.textContent = card?.querySelector(".light")?.textContent?.trim() ?? `claim ${number}`;
    here.append(link);
  }
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = event.target as Element | null;
  const link = target?.closest<HTMLElement>("[data-light]");
  if (link?.dataset.light) {
    const card = cardOf(link.dataset.light);
    if (!card) return; // its card is on another part: the link leads there
    event.preventDefault();
    light(link.dataset.light);
    show(link.closest(".panel") ? text?.querySelector(".lit") : card);
    if (link.closest(".text")) card.querySelector<HTMLElement>(".light")?.focus({ preventScroll: true });
    return;
  }
  const numbers = text?.contains(target) ? claimsAt(target) : [];
  const first = numbers[0];
  if (first === undefined || getSelection()?.toString()) return;
  list(target?.closest("[data-c]")?.textContent ?? "", numbers);
  light(first);
  show(cardOf(first));
});
