export async function seedGhost(): Promise<void> {}
