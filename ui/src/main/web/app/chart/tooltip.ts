import type uPlot from "uplot";
import {dateTime, t} from "../i18n";
import type {Format} from "../units";
import {colourClass} from "./colours";
import type {Columns} from "./columns";

const MAX_ROWS = 12;

/** What the tooltip reads; it changes while the chart stays. */
export interface Readings {
  names: string[];
  columns: Columns;
  format: Format;
}

/**
 * A box beside the pointer: the time, and the series' values from the highest to the lowest. Charts that
 * share their cursor show the line everywhere, and the box only where the pointer is.
 */
export function tooltip(readings: () => Readings): uPlot.Plugin {
  const box = document.createElement("div");
  box.className = "tooltip";
  box.hidden = true;
  let inside = false;
  return {
    hooks: {
      init: (plot) => {
        plot.over.append(box);
        plot.over.addEventListener("mouseenter", () => (inside = true));
        plot.over.addEventListener("mouseleave", () => {
          inside = false;
          box.hidden = true;
        });
      },
      setCursor: (plot) => {
        const row = plot.cursor.idx;
        box.hidden = !inside || row === null || row === undefined || (plot.cursor.left ?? -1) < 0;
        if (!box.hidden) {
          fill(box, readings(), row!, focused(plot));
          place(box, plot);
        }
      },
    },
  };
}

function focused(plot: uPlot): number {
  return plot.series.findIndex((s, i) => i > 0 && (s as {_focus?: boolean | null})._focus === true) - 1;
}

function fill(box: HTMLElement, {names, columns, format}: Readings, row: number, focus: number) {
  const rows = columns.values
    .map((column, index) => ({index, value: column[row]}))
    .filter((r): r is {index: number; value: number} => r.value !== null)
    .sort((a, b) => b.value - a.value);
  const lines = rows.slice(0, MAX_ROWS).map(({index, value}) => {
    const line = element("div", index === focus ? "focus" : "");
    line.append(
      element("span", `key ${colourClass(index)}`),
      element("span", "name", names[index]),
      element("b", "", format(value)),
    );
    return line;
  });
  const more = rows.length - lines.length;
  box.replaceChildren(element("time", "", dateTime(columns.times[row])), ...lines);
  if (more > 0) box.append(element("small", "", t("chart.more", {count: more})));
}

function element(tag: string, cssClass: string, text = ""): HTMLElement {
  const created = document.createElement(tag);
  if (cssClass) created.className = cssClass;
  created.textContent = text;
  return created;
}

/** On the side of the cursor where there is room. */
function place(box: HTMLElement, plot: uPlot) {
  const left = plot.cursor.left ?? 0;
  const width = plot.over.clientWidth;
  const toTheLeft = left > width / 2;
  box.style.left = toTheLeft ? "" : `${left + 12}px`;
  box.style.right = toTheLeft ? `${width - left + 12}px` : "";
}
