import {useEffect, useRef} from "preact/hooks";
import {follow, href, setParams} from "../address";
import {currentLanguage, LANGUAGES, number, setLanguage, t} from "../i18n";
import {type Page, PAGES} from "../pages";
import {toggleTheme} from "../theme";

const REFRESH_SECONDS = [0, 5, 15, 60];

interface HeaderProps {
  page: Page;
  firing: number;
  refreshSeconds: number;
  onHelp: () => void;
  /** The language or the theme is another now. */
  onChange: () => void;
}

export function Header({page, firing, refreshSeconds, onHelp, onChange}: HeaderProps) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    nav.current!.querySelector("[aria-current]")?.scrollIntoView({inline: "center", block: "nearest"});
  }, [page, firing > 0]);
  return (
    <header>
      <a class="brand" href={href("")} onClick={follow}>
        <img src="ui/atalaya.svg" alt="" width="22" height="22" />
        <span>Atalaya</span>
      </a>
      <nav ref={nav} aria-label={t("nav.label")}>
        {PAGES.map((p) => (
          <a key={p.path} href={href(p.path)} aria-current={p === page ? "page" : undefined} onClick={follow}>
            {t(p.label)}
            {p.path === "alerts" && firing > 0 && <span class="count">{number(firing)}</span>}
          </a>
        ))}
      </nav>
      <div class="tools">
        <select
          aria-label={t("refresh.label")}
          title={t("refresh.label")}
          value={String(refreshSeconds)}
          onChange={(e) => setParams({refresh: e.currentTarget.value}, true)}
        >
          {[...new Set([...REFRESH_SECONDS, refreshSeconds])].map((seconds) => (
            <option key={seconds} value={String(seconds)}>
              {seconds ? t("refresh.every", {seconds}) : t("refresh.off")}
            </option>
          ))}
        </select>
        <select
          aria-label={t("language.label")}
          title={t("language.label")}
          value={currentLanguage()}
          onChange={(e) => changeLanguage(e.currentTarget.value).then(onChange)}
        >
          {LANGUAGES.map(([tag, name]) => <option key={tag} value={tag} lang={tag}>{name}</option>)}
        </select>
        <button
          type="button"
          aria-label={t("theme.toggle")}
          title={t("theme.toggle")}
          onClick={() => {
            toggleTheme();
            onChange();
          }}
        >
          ◐
        </button>
        <button type="button" aria-label={t("keys.title")} title={`${t("keys.title")} (?)`} onClick={onHelp}>?</button>
      </div>
    </header>
  );
}

async function changeLanguage(tag: string) {
  await setLanguage(tag);
  localStorage.setItem("language", currentLanguage());
}
