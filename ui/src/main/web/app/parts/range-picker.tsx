import {setParams} from "../address";
import {dateTime, type Key, t} from "../i18n";
import {isMoving, type Range, RELATIVE, relativePart, shifted, spanOf, zoomedOut} from "../range";
import {Menu} from "./menu";

const go = (range: Range) => setParams({from: range.from, to: isMoving(range) ? "" : range.to});

/** The one way to choose a time, on every page: back, a span, forward, and wider. */
export function RangePicker({range}: {range: Range}) {
  return (
    <div class="range" role="group" aria-label={t("range.label")}>
      <button type="button" title={t("range.back")} aria-label={t("range.back")} onClick={() => go(shifted(range, -1))}>
        ‹
      </button>
      <Menu id="range" title={t("range.label")} label={<>{rangeText(range)} ▾</>}>
        {(close) => <Choices range={range} close={close} />}
      </Menu>
      <button
        type="button"
        title={t("range.forward")}
        aria-label={t("range.forward")}
        disabled={isMoving(range)}
        onClick={() => go(shifted(range, 1))}
      >
        ›
      </button>
      <button type="button" title={t("range.wider")} aria-label={t("range.wider")} onClick={() => go(zoomedOut(range))}>
        −
      </button>
    </div>
  );
}

function Choices({range, close}: {range: Range; close: () => void}) {
  const {start, end} = spanOf(range);
  return (
    <>
      <div class="choices">
        {RELATIVE.map((span) => (
          <button
            type="button"
            key={span}
            aria-pressed={isMoving(range) && range.from === `now-${span}`}
            onClick={() => {
              go({from: `now-${span}`, to: "now"});
              close();
            }}
          >
            {rangeText({from: `now-${span}`, to: "now"})}
          </button>
        ))}
      </div>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          const data = new FormData(e.currentTarget);
          go({from: seconds(data.get("from")), to: seconds(data.get("to"))});
          close();
        }}
      >
        <label>
          {t("range.from")}
          <input type="datetime-local" name="from" step="1" required defaultValue={local(start)} key={start} />
        </label>
        <label>
          {t("range.to")}
          <input type="datetime-local" name="to" step="1" required defaultValue={local(end)} key={end} />
        </label>
        <button class="primary">{t("range.apply")}</button>
      </form>
    </>
  );
}

const UNITS: Record<string, Key> = {m: "range.minutes", h: "range.hours", d: "range.days", w: "range.weeks"};

/** "Last 6 hours", or two moments. */
function rangeText(range: Range): string {
  const relative = relativePart(range);
  if (relative && UNITS[relative.unit]) return t(UNITS[relative.unit], {count: relative.count});
  const {start, end} = spanOf(range);
  return `${dateTime(start)} – ${dateTime(end)}`;
}

/** The browser's local time as an input of kind datetime-local holds it. */
function local(at: number): string {
  const date = new Date(at * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

const seconds = (text: FormDataEntryValue | null) => `${Math.round(new Date(String(text)).getTime() / 1000)}`;
