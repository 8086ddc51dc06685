import {follow, href} from "../../address";
import type {Check} from "../../api";
import {t} from "../../i18n";
import {State} from "../../parts/state";
import {duration} from "../../units";
import {Day} from "../checks/day";
import {worstFirst} from "../checks/states";

const SHOWN = 9;

/** The checks, what is wrong first: how each is, was in the last day, and how long it took. */
export function Watched({checks}: {checks: Check[]}) {
  if (checks.length === 0) return null;
  return (
    <section class="card">
      <h2>{t("nav.checks")}</h2>
      <ul class="plain watched">
        {[...checks].sort(worstFirst).slice(0, SHOWN).map((check) => <Item key={check.name} check={check} />)}
      </ul>
      {checks.length > SHOWN && (
        <p><a href={href("checks")} onClick={follow}>{t("rows.all", {count: checks.length})}</a></p>
      )}
    </section>
  );
}

function Item({check}: {check: Check}) {
  return (
    <li title={check.message || check.target}>
      <a href={href("checks", {check: check.name})} onClick={follow}>{check.name}</a>
      <State state={check.state} />
      <span class="hint">{check.durationSeconds > 0 && duration(check.durationSeconds)}</span>
      <Day name={check.name} />
    </li>
  );
}
