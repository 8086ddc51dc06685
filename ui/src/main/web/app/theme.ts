/** Light or dark: what the visitor chose here before, else what the system says. */
const wanted = () =>
  localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

export function applyTheme() {
  document.documentElement.dataset.theme = wanted();
}

export function toggleTheme() {
  localStorage.setItem("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark");
  applyTheme();
}
