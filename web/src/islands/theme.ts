// Light or dark as the system has it, until someone chooses; loaded in the head, so that no page flashes.
const KEY = "onrecord-theme";
const root = document.documentElement;

function kept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off: the choice holds for this page
  }
}

function isDark(): boolean {
  const chosen = root.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

const chosen = kept();
if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

document.addEventListener("click", (event) => {
  const button = (event.target as Element | null)?.closest("[data-theme-switch]");
  if (!button) return;
  const next = isDark() ? "light" : "dark";
  root.dataset.theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // see kept()
  }
});
