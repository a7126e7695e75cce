import { NAMES, passingOrder, shown, TONES } from "./explain-screen.js";
import { sentenceOf } from "./explain-sentences.js";
import type { ChainStep, ExplainView } from "./explain-view.js";

/** One link of a story as the live screens list it. */
interface ListedLink {
  readonly at: string | null;
  readonly name: string;
  readonly text: string;
  readonly tone?: "strong" | "bad" | "warn" | undefined;
}

/** In a column of nine. */
const SHORT: Readonly<Partial<Record<ChainStep["step"], string>>> = {
  ...NAMES,
  submitted: "sent",
  acknowledged: "ack",
  liquidation: "liquid.",
  cancel_rejected: "no cancel",
  modify_requested: "modify",
  modify_rejected: "no modify",
};

/** What the strategy saw, by name. */
function featureLinks(link: ChainStep): readonly ListedLink[] {
  if (link.step !== "signal") return [];
  const features = Object.entries(link.data.features).map(
    ([name, value]) => `${name} ${String(Number(value.toPrecision(5)))}`,
  );
  return features.length === 0 ? [] : [{ at: link.at, name: "saw", text: features.join(", ") }];
}

function toneOf({ step }: ChainStep): ListedLink["tone"] {
  const tone = TONES[step];
  return tone === "bad" || tone === "strong" ? tone : undefined;
}

/** All links of a chain, each event of an order among them, and for a veto what would have let it pass. */
export function storyLinks(view: ExplainView): readonly ListedLink[] {
  const { chain, vetoes, smallestChange, reason } = view;
  const links = chain
    .filter(({ step }) => step !== "trial")
    .flatMap((link): readonly ListedLink[] => [
      { at: link.at, name: SHORT[link.step] ?? link.step, text: sentenceOf(link), tone: toneOf(link) },
      ...featureLinks(link),
    ]);
  if (vetoes.length === 0) return links;
  const none = reason === undefined ? [] : [{ at: null, name: "to pass", text: reason }];
  return [
    ...vetoes.map(({ rule, message }): ListedLink => ({ at: null, name: rule, text: message, tone: "bad" })),
    ...(smallestChange.length === 0
      ? none
      : smallestChange.map(({ path, from, to }): ListedLink => {
          const text = `${path} from ${shown(from)} to ${shown(to)} lets ${passingOrder(view)} pass`;
          return { at: null, name: "to pass", text, tone: "strong" };
        })),
    ...links,
  ];
}
