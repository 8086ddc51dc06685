import {autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap} from "@codemirror/autocomplete";
import {defaultKeymap, history, historyKeymap, insertNewline} from "@codemirror/commands";
import {bracketMatching, HighlightStyle, syntaxHighlighting} from "@codemirror/language";
import {lintKeymap, setDiagnostics} from "@codemirror/lint";
import {EditorState, Prec} from "@codemirror/state";
import {EditorView, keymap, placeholder} from "@codemirror/view";
import {tags} from "@lezer/highlight";
import {PromQLExtension} from "@prometheus-io/codemirror-promql";

const colours = HighlightStyle.define([
  {tag: tags.keyword, color: "var(--code-keyword)"},
  {tag: tags.function(tags.variableName), color: "var(--code-function)"},
  {tag: tags.string, color: "var(--code-string)"},
  {tag: tags.number, color: "var(--code-number)"},
  {tag: tags.labelName, color: "var(--code-label)"},
  {tag: tags.comment, color: "var(--ink-2)"},
]);

/** A fault of the text, by its offset. */
export interface Fault {
  at: number;
  message: string;
}

/** What a page does with an editor. */
export interface Editor {
  /** Replaces the text, unless it is that already. */
  show(text: string): void;
  mark(fault: Fault | null): void;
  /** Puts a text in the place of the selection, and goes on being typed in. */
  insert(text: string): void;
  destroy(): void;
}

/** A PromQL editor; completion asks the server's own API, faults are those the server names. */
export function mountEditor(
  parent: HTMLElement,
  text: string,
  hint: string,
  onRun: (text: string) => void,
  onChange: (text: string) => void,
): Editor {
  const url = document.baseURI.replace(/\/$/, "");
  const promql = new PromQLExtension().activateLinter(false).setComplete({remote: {url}});
  const run = (view: EditorView) => (onRun(view.state.doc.toString()), true);
  // A query of one line is asked by Enter; in one of several lines it begins another.
  const runLine = (view: EditorView) => view.state.doc.lines === 1 && run(view);
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        history(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({icons: false}),
        syntaxHighlighting(colours),
        promql.asExtension(),
        placeholder(hint),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({"aria-label": "PromQL"}),
        EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
        Prec.highest(keymap.of([{key: "Shift-Enter", run}, {key: "Mod-Enter", run}])),
        Prec.high(keymap.of([{key: "Enter", run: runLine}, {key: "Alt-Enter", run: insertNewline}])),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
      ],
    }),
  });
  return {
    show(wanted) {
      const length = view.state.doc.length;
      if (view.state.doc.toString() !== wanted) view.dispatch({changes: {from: 0, to: length, insert: wanted}});
    },
    mark(fault) {
      view.dispatch(setDiagnostics(view.state, fault ? [diagnostic(view.state, fault)] : []));
    },
    insert(text) {
      view.dispatch(view.state.replaceSelection(text));
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

/** From the fault to the end of its word, or the last character if the text ends there. */
function diagnostic(state: EditorState, {at, message}: Fault) {
  const length = state.doc.length;
  const from = Math.max(0, Math.min(at, length - 1));
  const word = /^\w+/.exec(state.sliceDoc(from))?.[0].length ?? 1;
  return {from, to: Math.min(from + word, length), severity: "error" as const, message};
}
