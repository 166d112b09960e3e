// The neighbourhood of the worst incident of each message, for channels that can show it.
import type { AlertSettings, Incident } from '../model/index.ts';
import type { AlertMessage } from './channel.ts';
import { wantsDrawing } from './open-channel.ts';

export interface DrawingOptions {
  readonly settings: AlertSettings;
  /** SVG, or null where there is none. May fail: the message goes without. */
  drawNeighbourhood(incident: Incident): Promise<string | null>;
  onProblem(text: string): void;
}

/** Larger ones are refused by mail servers. */
const MAX_DRAWING = 1_000_000;

/** Each incident is drawn once. */
export async function withDrawings(
  messages: readonly AlertMessage[],
  options: DrawingOptions,
): Promise<AlertMessage[]> {
  const wanting = options.settings.channels.filter(wantsDrawing).map(({ name }) => name);
  const drawings = new Map<string, Promise<string | null>>();
  const drawOnce = (incident: Incident) => {
    const drawing = drawings.get(incident.id) ?? draw(incident, options);
    drawings.set(incident.id, drawing);
    return drawing;
  };
  return await Promise.all(
    messages.map(async (message) => {
      const [first] = message.incidents;
      if (first === undefined || !wanting.includes(message.channel)) return message;
      return { ...message, svg: await drawOnce(first) };
    }),
  );
}

async function draw(incident: Incident, { drawNeighbourhood, onProblem }: DrawingOptions): Promise<string | null> {
  try {
    const svg = await drawNeighbourhood(incident);
    return svg !== null && svg.length <= MAX_DRAWING ? svg : null;
  } catch (error) {
    onProblem(`the neighbourhood of ${incident.subject} could not be drawn: ${(error as Error).message}`);
    return null;
  }
}
