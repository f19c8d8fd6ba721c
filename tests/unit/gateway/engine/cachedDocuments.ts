/** Documents that take much room for their length. */
export const MEGABYTE = 1024 * 1024;
/** Some 1,250 characters, 96 selections. */
export const dense = (index: number): string => `{ c${index}: customer(id: "1") { ${Array.from({ length: 95 }, (_, field) => `a${field}: account`).join(' ')} } }`;
export const refused = (index: number): string => `{ c${index} # ${'x'.repeat(1_000)}\n }`;
