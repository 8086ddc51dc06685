import type {ComponentChildren} from "preact";
import {type Failure, offsetOf} from "../failure";
import {t} from "../i18n";

/** Nothing is there, and what to do about it. */
export function Empty({title, children}: {title: string; children?: ComponentChildren}) {
  return (
    <section class="card empty">
      <h2>{title}</h2>
      <p>{children}</p>
    </section>
  );
}

/** What went wrong, and for a query where. */
export function FailureCard({failure, query}: {failure: Failure; query?: string}) {
  return (
    <section class="card failure" role="alert">
      <h2>{t("failure.title")}</h2>
      <p>{failure.message}</p>
      {query !== undefined && failure.position && <Marked query={query} position={failure.position} />}
    </section>
  );
}

function Marked({query, position}: {query: string; position: {line: number; column: number}}) {
  const at = offsetOf(query, position);
  const word = /^\w+|^./.exec(query.slice(at))?.[0] ?? " ";
  return (
    <pre class="code marked">
      {query.slice(0, at)}
      <mark>{word}</mark>
      {query.slice(at + word.length)}
    </pre>
  );
}

/** Holds the place of a list until it is there. */
export function Skeleton({rows}: {rows: number}) {
  return (
    <section class="card skeleton" aria-busy="true" aria-label={t("loading")}>
      {Array.from({length: rows}, (_, i) => (
        <div key={i} class="bar" style={{width: `${90 - ((i * 17) % 40)}%`}} />
      ))}
    </section>
  );
}
