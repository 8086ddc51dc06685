import {follow, href} from "../address";
import type {RuntimeInfo} from "../api";
import {useConnection} from "../connection";
import {dateTime, t} from "../i18n";
import {refreshNow} from "../live";

/** What concerns every page: the server is gone, or runs on an older configuration than is written. */
export function Banners({info}: {info: RuntimeInfo | null}) {
  const {lost, reachedAt} = useConnection();
  return (
    <div role="status">
      {lost && (
        <div class="banner bad">
          <b>{t("banner.lost", {time: dateTime(reachedAt / 1000)})}</b>
          <span>{t("banner.lostNext")}</span>
          <button type="button" onClick={refreshNow}>{t("banner.retry")}</button>
        </div>
      )}
      {info && !info.reloadConfigSuccess && (
        <div class="banner warn">
          <b>{t("banner.reload")}</b>
          <span>{t("banner.reloadNext", {time: dateTime(Date.parse(info.lastConfigTime) / 1000)})}</span>
          <a href={href("status")} onClick={follow}>{t("nav.status")}</a>
          {info.reloadConfigError && <pre class="code">{info.reloadConfigError}</pre>}
        </div>
      )}
    </div>
  );
}
