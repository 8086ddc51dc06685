import {render} from "preact";
import {useEffect, useState} from "preact/hooks";
import "uplot/uPlot.min.css";
import "./theme.css";
import {type Address, href, navigate, readAddress, setParams} from "./address";
import {currentLanguage, type Key, LANGUAGES, preferredLanguage, setLanguage, t} from "./i18n";
import {Alerts} from "./pages/alerts";
import {Checks} from "./pages/checks";
import {Explore} from "./pages/explore";
import {Overview} from "./pages/overview";
import {Targets} from "./pages/targets";

/** What every page is given: the parameters of the address, and how often to load anew. */
export interface PageProps {
  params: URLSearchParams;
  refreshSeconds: number;
}

const PAGES: {path: string; label: Key; view: (props: PageProps) => preact.JSX.Element}[] = [
  {path: "", label: "nav.overview", view: Overview},
  {path: "explore", label: "nav.explore", view: Explore},
  {path: "alerts", label: "nav.alerts", view: Alerts},
  {path: "checks", label: "nav.checks", view: Checks},
  {path: "targets", label: "nav.targets", view: Targets},
];

const REFRESH_SECONDS = [0, 5, 15, 60];
const DEFAULT_REFRESH = "5";

function App() {
  const [address, setAddress] = useState<Address>(readAddress);
  const [, redraw] = useState(0);
  useEffect(() => {
    const changed = () => setAddress(readAddress());
    addEventListener("popstate", changed);
    return () => removeEventListener("popstate", changed);
  }, []);
  const refresh = Number(address.params.get("refresh") ?? DEFAULT_REFRESH);
  const page = PAGES.find((p) => p.path === address.page) ?? PAGES[0];
  useEffect(() => {
    document.title = `${t(page.label)} · Atalaya`;
  }, [page, currentLanguage()]);
  return (
    <>
      <a class="skip" href="#main">{t("skip")}</a>
      <header>
        <a class="brand" href={href("")} onClick={follow}>Atalaya</a>
        <nav aria-label={t("nav.label")}>
          {PAGES.map((p) => (
            <a href={href(p.path)} aria-current={p === page ? "page" : undefined} onClick={follow}>{t(p.label)}</a>
          ))}
        </nav>
        <span class="grow" />
        <select
          aria-label={t("refresh.label")}
          value={String(refresh)}
          onChange={(e) => setParams({refresh: e.currentTarget.value}, true)}
        >
          {REFRESH_SECONDS.map((s) => (
            <option value={String(s)}>{s ? t("refresh.every", {seconds: s}) : t("refresh.off")}</option>
          ))}
        </select>
        <select
          aria-label={t("language.label")}
          value={currentLanguage()}
          onChange={async (e) => {
            await setLanguage(e.currentTarget.value);
            localStorage.setItem("language", currentLanguage());
            redraw((n) => n + 1);
          }}
        >
          {LANGUAGES.map(([tag, name]) => <option value={tag}>{name}</option>)}
        </select>
        <button aria-label={t("theme.toggle")} title={t("theme.toggle")} onClick={() => { toggleTheme(); redraw((n) => n + 1); }}>◐</button>
      </header>
      <main id="main">
        <page.view params={address.params} refreshSeconds={refresh} />
      </main>
    </>
  );
}

/** A link within the pages: no new load, unless the visitor asks for a new tab. */
export function follow(event: MouseEvent) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  navigate((event.currentTarget as HTMLAnchorElement).getAttribute("href")!);
}

function toggleTheme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

document.documentElement.dataset.theme =
  localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

setLanguage(localStorage.getItem("language") ?? preferredLanguage()).then(() =>
  render(<App />, document.getElementById("root")!),
);
