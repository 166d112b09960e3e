// The door of the incidents room: changes → incidents, one per cause. Pure.
export { type BookUpdate, EMPTY_BOOK, type IncidentBook, type IncidentRules } from './book.ts';
