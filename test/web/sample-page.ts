import type { LivePage, Panel } from "../../src/core/page/live-page.js";
import type { DashboardSource, Look, View } from "../../src/web/dashboard-source.js";

export const EVIL = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>\u001b[2J\u202e`;

export function samplePanel(text: string): Panel {
  return {
    ...{ id: "vetoes", title: "Vetoes", width: "half" },
    blocks: [
      { kind: "text", text },
      {
        kind: "table",
        caption: text,
        columns: [{ title: text, align: "text" }],
        rows: [[text], [{ text, tone: "bad" }]],
      },
    ],
  };
}

export function samplePage(title: string, text = "12 % of 100"): LivePage {
  return { title, badge: "PAPER · ALIVE", alarming: false, subtitle: text, notice: null, panels: [samplePanel(text)] };
}

/** A source whose pages a test changes while they are looked at. */
export class SampleSource implements DashboardSource {
  readonly looked: View[] = [];
  pages: Readonly<Record<View, LivePage>> = { operator: samplePage("Operator"), investor: samplePage("The fund") };

  look(view: View): Promise<Look> {
    this.looked.push(view);
    return Promise.resolve({ ok: true, value: this.pages[view] });
  }
}
