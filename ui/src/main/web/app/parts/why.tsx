import {useState} from "preact/hooks";
import {type Decision, reasons} from "../api";
import {dateTime, t, word} from "../i18n";
import {useLive} from "../live";

const REFRESH_SECONDS = 15;
const SHOWN = 10;

/** The server's moments, such as 2026-03-01T03:00:00.123Z. */
const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Why an alert fires or does not, who is told and who not; asked only when somebody wants to know. */
export function Why({about, label = t("why.title")}: {about: string; label?: string}) {
  const [open, setOpen] = useState(false);
  return (
    <details class="why" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{label}</summary>
      {open && <Reasons about={about} />}
    </details>
  );
}

function Reasons({about}: {about: string}) {
  const live = useLive((signal) => reasons(about, signal), REFRESH_SECONDS, [about]);
  if (live.failure) return <p class="error" role="alert">{live.failure.message}</p>;
  if (!live.data) return <p class="hint">{t("loading")}</p>;
  const {sentences, decisions} = live.data;
  return (
    <>
      <ul class="sentences">{sentences.map((sentence) => <li key={sentence}>{localTimes(sentence)}</li>)}</ul>
      {decisions.length > 0 && <Decisions decisions={decisions.slice(0, SHOWN)} />}
    </>
  );
}

function Decisions({decisions}: {decisions: Decision[]}) {
  return (
    <div class="scroll">
      <table class="decisions">
        <caption class="visually-hidden">{t("why.decisions")}</caption>
        <tbody>
          {decisions.map(({at, step, outcome, reason}) => (
            <tr key={at + step + outcome + reason}>
              <td><time dateTime={at}>{dateTime(Date.parse(at) / 1000)}</time></td>
              <td>{word("step", step)}</td>
              <td><b>{outcome}</b> {localTimes(reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const localTimes = (text: string) => text.replace(MOMENT, (moment) => dateTime(Date.parse(moment) / 1000));
