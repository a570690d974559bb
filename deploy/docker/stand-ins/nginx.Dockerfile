# Stands for nginx: Debian's, with the account and the curl that the published image has.
FROM debian:sid-slim
RUN groupadd -r -g 101 nginx && useradd -r -u 101 -g 101 -d /nonexistent -s /usr/sbin/nologin nginx && apt-get update \
  && apt-get install -y --no-install-recommends nginx curl && rm -rf /var/lib/apt/lists/*
# As the published one: requests under way end first.
STOPSIGNAL SIGQUIT
EXPOSE 80
CMD ["nginx", "-g", "daemon off;"]
