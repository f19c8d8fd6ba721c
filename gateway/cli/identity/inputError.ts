/** A mapping, a data file or an argument that cannot be used; the message says which and what to do. */
export class InputError extends Error {}
