import type {ComponentChildren} from "preact";
import {useEffect, useRef, useState} from "preact/hooks";

interface MenuProps {
  id: string;
  label: ComponentChildren;
  title: string;
  children: (close: () => void) => ComponentChildren;
}

/**
 * A button that opens a small panel below itself; Escape or a click elsewhere closes it. What is in the panel
 * is made when it opens.
 */
export function Menu({id, label, title, children}: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const [open, setOpen] = useState(false);
  const close = () => {
    const element = details.current!;
    if (element.open && element.contains(document.activeElement)) element.querySelector("summary")!.focus();
    element.open = false;
  };
  useEffect(() => {
    const clicked = (e: Event) => {
      if (!details.current!.contains(e.target as Node)) details.current!.open = false;
    };
    addEventListener("pointerdown", clicked);
    return () => removeEventListener("pointerdown", clicked);
  }, []);
  return (
    <details
      class="menu"
      ref={details}
      onToggle={(e) => setOpen(e.currentTarget.open)}
      onKeyDown={(e) => e.key === "Escape" && close()}
    >
      <summary id={id} class="button" title={title}>
        <span class="visually-hidden">{title}: </span>
        {label}
      </summary>
      {open && <div class="panel">{children(close)}</div>}
    </details>
  );
}
