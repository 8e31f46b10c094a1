// The review page: keys press the buttons that they stand on, forms are sent so that nothing entered is lost when the
// server refuses, and the form of corrections takes words of the article.
import { EditForm } from "../edit";
import { type Action, DEFAULTS, type Keys, load, refusal, save, sign } from "../keys";

let keys: Keys = load();
const dialog = document.querySelector<HTMLDialogElement>("#keys");
const answer = document.querySelector<HTMLFormElement>("#answer");
const panel = document.querySelector<HTMLElement>("[data-edit]");
const edit = answer && panel ? new EditForm(answer, panel, document.querySelector("[data-article]")) : null;
let rebinding: Action | null = null;
let sending = false;

function label(): void {
  for (const shown of document.querySelectorAll<HTMLElement>("[data-key-of]")) {
    shown.textContent = sign(keys[shown.dataset.keyOf as Action]);
  }
  for (const [name, key] of Object.entries(keys)) {
    document.querySelector(`[data-action="${name}"]`)?.setAttribute("aria-keyshortcuts", key === " " ? "Space" : key);
  }
}

function typing(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, select, textarea, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (rebinding) {
    event.preventDefault();
    rebind(rebinding, event.key);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && panel && !panel.hidden && !dialog?.open && answer?.querySelector("[data-action=edit]")) {
    toggle(false);
    return;
  }
  if (dialog?.open || typing(event.target)) return;
  // Space presses the button or opens the fold that has the focus, as everywhere
  if (event.key === " " && (event.target as Element).closest("button, summary")) return;
  const action = (Object.keys(keys) as Action[]).find((name) => keys[name] === event.key);
  const button = action && document.querySelector<HTMLElement>(`[data-action="${action}"]`);
  if (!button || (event.repeat && action !== "next" && action !== "previous")) return;
  event.preventDefault();
  button.click();
});

function rebind(action: Action, key: string): void {
  const said = document.querySelector("[data-rebinding]")!;
  if (key === "Escape") {
    rebinding = null;
    said.textContent = "";
    return;
  }
  const no = refusal(keys, action, key);
  if (no) {
    said.textContent = `${no}. Press another, or Escape.`;
    return;
  }
  keys = { ...keys, [action]: key };
  save(keys);
  label();
  rebinding = null;
  said.textContent = `${sign(key)} it is.`;
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (target.closest("[data-action=help]")) dialog?.showModal();
  if (target.closest("[data-close]")) dialog?.close();
  if (target.closest("[data-action=edit]")) toggle(panel?.hidden !== false);
  const change = target.closest<HTMLElement>("[data-rebind]");
  if (change) {
    rebinding = change.dataset.rebind as Action;
    document.querySelector("[data-rebinding]")!.textContent = "Press the key that you want, or Escape.";
  }
  if (target.closest("[data-reset]")) {
    keys = { ...DEFAULTS };
    save(keys);
    label();
    document.querySelector("[data-rebinding]")!.textContent = "The keys are as they were.";
  }
});

function toggle(open: boolean): void {
  if (!panel) return;
  panel.hidden = !open;
  const button = document.querySelector<HTMLElement>("[data-action=edit]");
  button?.setAttribute("aria-expanded", String(open));
  if (open) panel.querySelector<HTMLElement>("select")?.focus();
  else button?.focus();
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-send]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form, event.submitter);
  });
}

// `form.action` would be the buttons of that name
/** Sends a form; what the server refuses is told above it, and all that was entered stays. */
async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  if (sending) return; // a key pressed twice is one decision
  const correcting = submitter?.hasAttribute("data-save") ?? false;
  if (form === answer && correcting) edit?.fill();
  const sent = new URLSearchParams(new FormData(form, submitter) as unknown as Record<string, string>);
  if (form === answer && !correcting) sent.delete("changes");
  sending = true;
  try {
    const response = await fetch(form.getAttribute("action")!, { method: "POST", body: sent, headers: { Accept: "application/json" } });
    const told = (await response.json()) as { next?: string; error?: { code: string; message: string; hint: string } };
    if (told.next) {
      location.assign(told.next);
      return; // stays "sending" until the next page is there
    }
    complain(told.error?.code ?? "", told.error?.message ?? response.statusText, told.error?.hint ?? "");
  } catch {
    complain("", "The server did not answer", "Look whether it still runs, then send it again: all you entered is still here");
  }
  sending = false;
}

function complain(code: string, message: string, hint: string): void {
  const box = document.querySelector<HTMLElement>("#trouble")!;
  box.querySelector("[data-message]")!.textContent = `${message}.`;
  box.querySelector("[data-hint]")!.textContent = hint ? `${hint}.` : "";
  const again = box.querySelector<HTMLAnchorElement>("[data-again]")!;
  again.hidden = code !== "claim_changed";
  const here = new URL(location.href);
  const value = (name: string) => (answer?.elements.namedItem(name) as HTMLInputElement | null)?.value;
  if (value("key")) here.searchParams.set("at", value("key")!);
  if (value("document")) here.searchParams.set("of", value("document")!);
  again.href = here.href;
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
}

label();
