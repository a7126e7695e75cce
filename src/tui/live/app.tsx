import { Box, Text, useInput } from "ink";
import { type ReactNode, useSyncExternalStore } from "react";
import { drawHeader, drawPage, FOOTER_ROWS, HEADER_ROWS, keysText, LEAST_SIZE, tabsText } from "../screen.js";
import { drawOverlay } from "../pages/overlays.js";
import { Canvas } from "./canvas.js";
import type { Compositor } from "./compositor.js";
import { pressesOf } from "./presses.js";
import type { ScreenStore } from "./screen-store.js";

interface AppProps {
  readonly store: ScreenStore;
  readonly compositor: Compositor;
  readonly columns: number;
  readonly rows: number;
  /** After a key: the canvases show what it did. */
  readonly onKey: () => void;
}

/** Layout, keys and chrome; what moves is drawn by the canvases. */
export function App({ store, compositor, columns, rows, onKey }: AppProps): ReactNode {
  const ui = useSyncExternalStore(store.subscribe, () => store.ui);
  const { investor } = store.screen;
  useInput((input, key) => {
    // Several characters at once are a paste or a line that lagged: no dialog takes them.
    const presses = pressesOf(input, key);
    if (presses.length > 1 && store.ui.act !== null) return;
    for (const one of presses) store.press(one);
    onKey();
  });
  if (columns < LEAST_SIZE.width || rows < LEAST_SIZE.height) {
    return (
      <Box flexDirection="column" width={columns} height={rows}>
        <Header store={store} compositor={compositor} />
        <Text dimColor>resize to 80x24</Text>
      </Box>
    );
  }
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      {investor ? null : <Header store={store} compositor={compositor} />}
      <Canvas
        compositor={compositor}
        name="page"
        height={rows - FOOTER_ROWS - (investor ? 0 : HEADER_ROWS)}
        draw={(pane) => {
          drawPage(pane, store.screen);
          drawOverlay(pane, store.screen);
        }}
      />
      <Text dimColor wrap="truncate">
        {keysText({ ui, investor }, columns)}
      </Text>
      <Text wrap="truncate">{tabsText(ui.page, investor, columns)}</Text>
    </Box>
  );
}

function Header({ store, compositor }: Pick<AppProps, "store" | "compositor">): ReactNode {
  return (
    <Canvas
      compositor={compositor}
      name="header"
      height={HEADER_ROWS}
      draw={(pane) => {
        drawHeader(pane, store.screen);
      }}
    />
  );
}
