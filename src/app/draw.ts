// Snapshot → pictures: every view of the settings in every format asked for, and the picture of what changed.
import {
  createLayoutEngine,
  type DiagramFormat,
  type DiagramInput,
  type LayoutEngine,
  type LoadScaleName,
  renderDiagram,
  warmUp,
} from '../diagram/index.ts';
import { matchesDevice } from '../inventory/index.ts';
import { type LinkLoads, type Snapshot, ToposcopeError, type View } from '../model/index.ts';
import type { Store } from '../store/index.ts';
import { diffSnapshots } from '../topology/index.ts';
import { loadFonts } from './fonts.ts';
import type { Project } from './project.ts';
import { readOrNull } from './read-or-null.ts';

export const FORMATS: readonly DiagramFormat[] = ['svg', 'pdf', 'dot'];

export interface DrawRequest {
  readonly project: Project;
  readonly store: Store;
  readonly snapshot: Snapshot;
  readonly views: readonly View[];
  readonly formats: readonly DiagramFormat[];
  /** Draw `changes.svg` too, where the snapshot reports any change. */
  readonly changes: boolean;
  /** What the links carry. Absent: the loads of the snapshot itself; null: none. */
  readonly loads?: LinkLoads | null;
  /** Colours of loads. */
  readonly scale?: LoadScaleName;
}

export interface DrawResult {
  /** Paths written, in order. */
  readonly files: readonly string[];
  /** One per picture that could not be drawn; the others are there. */
  readonly failures: readonly ToposcopeError[];
}

let prepared: LayoutEngine | null = null;

/** Begins what the next drawing would wait for, while its caller waits for something else. Keeps no process alive. */
export function prepareDrawing(formats: readonly DiagramFormat[]): void {
  prepared ??= createLayoutEngine();
  void warmUp(prepared, formats);
  if (formats.includes('pdf')) loadFonts().catch(() => undefined);
}

/** Draws into `output/diagrams/`. One layout worker serves all pictures. */
export async function drawDiagrams(request: DrawRequest): Promise<DrawResult> {
  const { project, store, snapshot } = request;
  const before = await readOrNull(store, snapshot.previous);
  return await withEngine(async (engine) => {
    const files: string[] = [];
    const failures: ToposcopeError[] = [];
    const attempt = (draw: () => Promise<void>) =>
      draw().catch((error: unknown) => {
        if (!(error instanceof ToposcopeError)) throw error;
        failures.push(error);
      });
    for (const view of request.views) {
      await attempt(async () => {
        const input: DiagramInput = {
          snapshot,
          before,
          view,
          mode: 'topology',
          loads: request.loads === undefined ? snapshot.loads : request.loads,
          ...(request.scale ? { scale: request.scale } : {}),
          memberOf: memberOf(project),
        };
        const drawn = await renderDiagram(input, request.formats, engine, await loadFonts());
        for (const [format, content] of drawn) files.push(await store.saveDiagram(`${view.name}.${format}`, content));
      });
    }
    const view = request.views[0];
    if (request.changes && view && before && snapshot.changes.length > 0) {
      await attempt(async () => {
        files.push(await store.saveDiagram('changes.svg', await drawChanges(project, before, snapshot, view, engine)));
      });
    }
    return { files, failures };
  });
}

/** The picture of what changed from `before` to `after`, as SVG, in the layout of the first view. */
export async function drawDiff(project: Project, before: Snapshot, after: Snapshot): Promise<string> {
  const view = project.settings.views[0];
  if (!view) throw new Error('settings without a view');
  const compared = { ...after, changes: diffSnapshots(before, after) };
  return await withEngine((engine) => drawChanges(project, before, compared, view, engine));
}

async function drawChanges(
  project: Project,
  before: Snapshot,
  snapshot: Snapshot,
  view: View,
  engine: LayoutEngine,
): Promise<string> {
  const input: DiagramInput = { snapshot, before, view, mode: 'changes', loads: null, memberOf: memberOf(project) };
  const drawn = await renderDiagram(input, ['svg'], engine, await loadFonts());
  return String(drawn.get('svg'));
}

/** The view of that name, or every view. DIAGRAM_VIEW_UNKNOWN lists what there is. */
export function chooseViews(project: Project, name: string | null): readonly View[] {
  const { views } = project.settings;
  if (name === null) return views;
  const view = views.find((candidate) => candidate.name === name);
  if (view) return [view];
  throw new ToposcopeError('DIAGRAM_VIEW_UNKNOWN', `no view is called "${name}"`, {
    hint: `these settings know: ${views.map((candidate) => candidate.name).join(', ')}; --inventory names others`,
  });
}

/** `svg,pdf` → formats in that order. DIAGRAM_FORMAT_UNKNOWN lists what there is. */
export function parseFormats(text: string): DiagramFormat[] {
  return text.split(',').map((part) => {
    const format = FORMATS.find((known) => known === part.trim());
    if (format) return format;
    throw new ToposcopeError('DIAGRAM_FORMAT_UNKNOWN', `"${part.trim()}" is not a diagram format`, {
      hint: `use one or more of: ${FORMATS.join(', ')}`,
    });
  });
}

function memberOf(project: Project): (pattern: string, device: string) => boolean {
  return (pattern, device) => matchesDevice(project.inventory, pattern, device);
}

async function withEngine<T>(use: (engine: LayoutEngine) => Promise<T>): Promise<T> {
  const engine = prepared ?? createLayoutEngine();
  prepared = null;
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}
