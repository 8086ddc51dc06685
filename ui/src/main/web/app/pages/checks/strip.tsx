import {type Part, wordsOf} from "./states";

/** Time from left to right, coloured by state. */
export function Strip({parts}: {parts: Part[]}) {
  return (
    <span class="strip" role="img" aria-label={parts.map(wordsOf).join(", ")}>
      {parts.map((part) => (
        <i key={part.from} class={part.state} style={{flexGrow: part.steps}} title={wordsOf(part)} />
      ))}
    </span>
  );
}
