import { Box, type DOMElement } from "ink";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import type { Pane } from "../paint/pane.js";
import type { Compositor } from "./compositor.js";

interface CanvasProps {
  readonly compositor: Compositor;
  readonly name: string;
  /** Rows; left out: all that is free. */
  readonly height?: number;
  readonly draw: (pane: Pane) => void;
}

/** Where Ink's layout has put an element on the screen. */
function placeOf(element: DOMElement): { x: number; y: number; width: number; height: number } {
  let [x, y] = [0, 0];
  for (let node: DOMElement | undefined = element; node !== undefined; node = node.parentNode) {
    x += node.yogaNode?.getComputedLeft() ?? 0;
    y += node.yogaNode?.getComputedTop() ?? 0;
  }
  const width = element.yogaNode?.getComputedWidth() ?? 0;
  const height = element.yogaNode?.getComputedHeight() ?? 0;
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}

/** An empty box of Ink's layout that the compositor fills: what is drawn in it never goes through React. */
export function Canvas({ compositor, name, height, draw }: CanvasProps): ReactNode {
  const box = useRef<DOMElement>(null);
  useLayoutEffect(() => {
    if (box.current !== null) compositor.place(name, { ...placeOf(box.current), draw });
    return () => {
      compositor.remove(name);
    };
  });
  return <Box ref={box} {...(height === undefined ? { flexGrow: 1 } : { height, flexShrink: 0 })} />;
}
