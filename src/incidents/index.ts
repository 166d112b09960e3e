// The door of the incidents room: changes → incidents, one per cause. Pure.
export { type BookUpdate, EMPTY_BOOK, type IncidentBook, type IncidentRules } from './book.ts';
export { type DeviceEvent, nextTick, observeEvents, observeSnapshot, tick } from './observe.ts';
export { acknowledge, closeIncident, type Word } from './people.ts';
export { BOOK_STATE_KINDS, type BookStateKind, bookFromState, bookToState, type ReadBook } from './state.ts';
export { coveringWindow, openWindows, type Window } from './windows.ts';
