import {follow, href} from "../../address";
import {number} from "../../i18n";

interface TileProps {
  page: string;
  /** Parameters that show what the figure counts. */
  params?: Record<string, string>;
  title: string;
  /** Undefined until it is known. */
  value: number | undefined;
  of?: number;
  detail?: string;
}

/** How many things are wrong, and a way to them. */
export function Tile({page, params, title, value, of, detail}: TileProps) {
  const bad = (value ?? 0) > 0;
  return (
    <a class={bad ? "card tile bad" : "card tile"} href={href(page, bad ? params : {})} onClick={follow}>
      <span class="figure">
        {bad && <span aria-hidden="true">▲ </span>}
        {value === undefined ? "–" : number(value)}
        {of !== undefined && <small> / {number(of)}</small>}
      </span>
      <span>
        {title}
        {detail && <small> · {detail}</small>}
      </span>
    </a>
  );
}
