# The gateway alone, with a configuration of your own:
#   docker build -t customer-360-gateway . && docker run -p 4000:4000 -v ./c360.yml:/config/c360.yml:ro \
#     -e MONGODB_URI=... -e REDIS_URL=... customer-360-gateway
FROM node:24-bookworm-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
RUN npm run build
ENV NODE_ENV=production BIND=0.0.0.0 DATA_DIR=/data C360_CONFIG=/config/c360.yml
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||4000)+'/health/ready').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# A larger young generation: a request's garbage dies young, and fewer scavenges find it (docs/benchmark.md).
CMD ["node", "--max-semi-space-size=64", "dist/gateway/cli/start.js"]
