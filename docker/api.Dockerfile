# The API with what it needs to run and nothing else: no compiler, no tests, no embedded database.
FROM node:24.21.0-slim AS build
WORKDIR /repository
COPY package.json ./
RUN npm install --global "$(node --print 'require("./package.json").packageManager')"
COPY . .
ENV DO_NOT_TRACK=1
RUN --mount=type=cache,target=/pnpm-store \
    pnpm install --store-dir=/pnpm-store --frozen-lockfile --filter=integration-management-system --filter=@ims/api... \
 && pnpm turbo run build --filter=@ims/api \
 && pnpm deploy --filter=@ims/api --prod /deployed

FROM node:24.21.0-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
# Uploaded logos; everything else may be mounted read-only.
RUN install --directory --owner=node --group=node --mode=0700 /data
COPY --from=build /deployed/package.json ./
COPY --from=build /deployed/node_modules node_modules/
COPY --from=build /repository/apps/api/dist dist/
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --start-period=60s --start-interval=1s --interval=10s --timeout=5s \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
