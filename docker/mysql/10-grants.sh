# Read by MySQL's image at the first start: the account may make and own the schemas of this installation, no others.
docker_process_sql <<SQL
GRANT ALL PRIVILEGES ON \`${SCHEMA_PREFIX//_/\\_}\\_%\`.* TO '${MYSQL_USER}'@'%';
SQL
