// Vendure 3.7 on PostgreSQL, on loopback: admin API at /admin-api, shop API at /shop-api. Run from the folder of its install.
const { createRequire } = require('node:module');
const fromInstall = createRequire(`${process.cwd()}/package.json`);
const {
  bootstrap,
  DefaultJobQueuePlugin,
  DefaultLogger,
  dummyPaymentHandler,
  JobQueueService,
  LanguageCode,
  LogLevel,
} = fromInstall('@vendure/core');

const config = {
  apiOptions: {
    hostname: '127.0.0.1',
    port: Number(process.env.VENDURE_PORT),
    adminApiPath: 'admin-api',
    shopApiPath: 'shop-api',
  },
  authOptions: {
    tokenMethod: ['bearer', 'cookie'],
    superadminCredentials: { identifier: 'superadmin', password: 'superadmin' },
    cookieOptions: { secret: 'peers' },
    // So that an account can stay unverified.
    requireVerification: true,
  },
  dbConnectionOptions: {
    type: 'postgres',
    host: '127.0.0.1',
    port: Number(process.env.PG_PORT),
    username: 'peers',
    password: 'peers',
    database: 'vendure',
    synchronize: true,
  },
  customFields: {
    Customer: [
      { name: 'birthDate', type: 'string', nullable: true, public: false },
      { name: 'loyaltyId', type: 'string', nullable: true, public: false },
    ],
  },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  defaultLanguageCode: LanguageCode.en,
  logger: new DefaultLogger({ level: LogLevel.Warn }),
  importExportOptions: { importAssetsDir: process.cwd() },
  plugins: [DefaultJobQueuePlugin],
};

bootstrap(config)
  .then((app) => app.get(JobQueueService).start())
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
