export async function seedVendure(): Promise<void> {}
