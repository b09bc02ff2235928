# The built SPA behind nginx, which hands everything that is not a file to the API.
FROM node:24.21.0-slim AS build
WORKDIR /repository
COPY package.json ./
RUN npm install --global "$(node --print 'require("./package.json").packageManager')"
COPY . .
ENV DO_NOT_TRACK=1
RUN --mount=type=cache,target=/pnpm-store \
    pnpm install --store-dir=/pnpm-store --frozen-lockfile --filter=integration-management-system --filter=@ims/web... \
 && pnpm turbo run build --filter=@ims/web

# Alpine's nginx, because it comes with the brotli module.
FROM alpine:3.23 AS compressed
RUN apk add --no-cache brotli findutils gzip
COPY --from=build /repository/apps/web/dist /site/
RUN find /site/static \( -name '*.js' -o -name '*.css' -o -name '*.svg' \) -exec gzip --best --keep {} + -exec brotli --best --keep {} +

FROM alpine:3.23
RUN apk add --no-cache nginx nginx-mod-http-brotli
COPY docker/nginx.conf /etc/nginx/nginx.conf
COPY --from=compressed /site /site/
USER nginx
EXPOSE 8080
HEALTHCHECK --start-period=10s --start-interval=1s --interval=10s --timeout=5s \
  CMD ["wget", "-q", "--spider", "http://127.0.0.1:8080/"]
STOPSIGNAL SIGQUIT
CMD ["nginx", "-e", "/dev/stderr", "-g", "daemon off;"]
