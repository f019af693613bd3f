#!/bin/sh
# make-certificates.sh DIR: test authorities and server certificates for example.org, made anew.
set -eu
cd "$1"

authority () {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
    -subj "/CN=$1" -keyout "$1.key" -out "$1.pem" 2>/dev/null
}

# server NAME DNS-NAME AUTHORITY [X509-OPTION...]
server () {
  name=$1 dns=$2 ca=$3
  shift 3
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$dns" \
    -keyout "$name.key" -out "$name.csr" 2>/dev/null
  printf 'subjectAltName=DNS:%s,DNS:chat.%s\n' "$dns" "$dns" >"$name.ext"
  openssl x509 -req -in "$name.csr" -CA "$ca.pem" -CAkey "$ca.key" -CAcreateserial \
    -extfile "$name.ext" -out "$name.crt" "$@" 2>/dev/null
  cat "$name.crt" "$name.key" >"$name.pem"
}

authority ca
authority strange-ca
server valid example.org ca -days 3650
server other example.com ca -days 3650
server expired example.org ca -not_before 20200101000000Z -not_after 20200201000000Z
server early example.org ca -not_before 20900101000000Z -not_after 20910101000000Z
server strange example.org strange-ca -days 3650
