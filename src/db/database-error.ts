/** Thrown when the database cannot be opened or brought to this version's schema. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}
