import type {Stats} from "../../api";
import {number, t} from "../../i18n";
import {duration} from "../../units";

/** What the answer says about itself: how much was read, how long it took, and what looks wrong. */
export function Notes(props: {
  count: number;
  step?: number;
  stats?: Stats;
  millis: number;
  warnings: string[];
  infos: string[];
}) {
  const {count, step, stats, millis, warnings, infos} = props;
  const facts = [
    t("stats.series", {count}),
    stats && t("stats.samples", {count: stats.samples.totalQueryableSamples}),
    step && t("stats.step", {step: duration(step)}),
    stats
      ? t("stats.took", {server: duration(stats.timings.evalTotalTime), all: number(millis)})
      : `${number(millis)} ms`,
  ];
  return (
    <>
      <p class="hint" data-testid="stats">{facts.filter(Boolean).join(" · ")}</p>
      {warnings.map((text) => <p class="note warn" key={text}><b>{t("notes.warning")}</b> {text}</p>)}
      {infos.map((text) => <p class="note" key={text}><b>{t("notes.info")}</b> {text}</p>)}
    </>
  );
}
