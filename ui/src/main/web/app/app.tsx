import {useEffect, useState} from "preact/hooks";
import {type Address, readAddress} from "./address";
import {routedAlerts, runtimeInfo} from "./api";
import {useConnection} from "./connection";
import {t} from "./i18n";
import {listenToKeys} from "./keys";
import {useLive} from "./live";
import {pageOf} from "./pages";
import {Announcer} from "./parts/announcer";
import {Banners} from "./parts/banners";
import {Header} from "./parts/header";
import {Help} from "./parts/help";

const DEFAULT_REFRESH_SECONDS = 5;
const SHELL_REFRESH_SECONDS = 10;

/** The frame of every page: the header, what concerns all pages, and the page that the address names. */
export function App() {
  const [address, setAddress] = useState<Address>(readAddress);
  const [help, setHelp] = useState(false);
  const [, redraw] = useState(0);
  useEffect(() => {
    const changed = () => setAddress(readAddress());
    addEventListener("popstate", changed);
    return () => removeEventListener("popstate", changed);
  }, []);
  useEffect(() => listenToKeys(() => setHelp((open) => !open)), []);

  const refresh = Number(address.params.get("refresh") ?? DEFAULT_REFRESH_SECONDS) || 0;
  const {lost} = useConnection();
  const shell = useLive(
    async (signal) => ({info: await runtimeInfo(signal), alerts: await routedAlerts([], signal)}),
    refresh === 0 ? 0 : SHELL_REFRESH_SECONDS,
  );
  const firing = shell.data?.alerts.filter((alert) => alert.status.state !== "suppressed").length;

  const page = pageOf(address.page);
  const title = t(page.label);
  useEffect(() => {
    document.title = `${firing ? `(${firing}) ` : ""}${title} · Atalaya`;
  }, [title, firing]);

  return (
    <>
      <a class="skip" href="#main" onClick={skip}>{t("skip")}</a>
      <Header
        page={page}
        firing={firing ?? 0}
        refreshSeconds={refresh}
        onHelp={() => setHelp(true)}
        onChange={() => redraw((n) => n + 1)}
      />
      <Banners info={shell.data?.info ?? null} />
      <main id="main" tabIndex={-1} class={lost ? "lost" : ""}>
        <page.view params={address.params} refreshSeconds={refresh} />
      </main>
      <Announcer text={firing === undefined ? "" : t("announce.firing", {count: firing})} />
      <Help open={help} onClose={() => setHelp(false)} />
    </>
  );
}

/** Not by the fragment: the document's base would make it a link to the first page. */
function skip(event: MouseEvent) {
  event.preventDefault();
  document.getElementById("main")!.focus();
}
