import {exploreHref, follow} from "../../address";
import {t} from "../../i18n";
import {bytes, percent} from "../../units";
import type {Filesystem} from "./host";

const SHOWN = 6;
const TIGHT = 0.85;
const FULL = 0.95;

/** How full the disks are, the fullest first. */
export function Disks({filesystems, matcher}: {filesystems: Filesystem[] | undefined; matcher: string}) {
  return (
    <figure class="card panel">
      <figcaption>
        <a href={exploreHref(`node_filesystem_avail_bytes{${matcher}}`)} onClick={follow}>{t("overview.space")}</a>
      </figcaption>
      <ul class="plain disks">
        {filesystems?.length === 0 && <li class="hint">{t("empty.title")}</li>}
        {filesystems?.slice(0, SHOWN).map((fs) => <Disk key={fs.mountpoint} filesystem={fs} />)}
      </ul>
    </figure>
  );
}

function Disk({filesystem: {mountpoint, sizeBytes, usedBytes}}: {filesystem: Filesystem}) {
  const used = usedBytes / sizeBytes;
  const level = used >= FULL ? "bad" : used >= TIGHT ? "warn" : "";
  return (
    <li>
      <span class="code">{mountpoint}</span>
      <span class="hint">
        {t("overview.used", {used: bytes(usedBytes), free: bytes(sizeBytes - usedBytes)})}
      </span>
      <b>{level && <span aria-hidden="true">▲ </span>}{percent(100 * used)}</b>
      <span class="bar"><i class={level} style={{width: `${100 * used}%`}} /></span>
    </li>
  );
}
