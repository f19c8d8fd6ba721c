import { MongoClient } from 'mongodb';

/** What the server at `uri` calls its version. Connects, asks once and goes; makes nothing. Rejects where none answers within `waitMs`. */
export async function mongoVersion(uri: string, waitMs = 2_000): Promise<string> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: waitMs, connectTimeoutMS: waitMs, appName: 'customer-360-gateway' });
  try {
    const { version } = await client.db('admin').command({ buildInfo: 1 });
    return String(version);
  } finally {
    await client.close();
  }
}
