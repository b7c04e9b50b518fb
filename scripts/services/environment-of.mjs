/** The variables under which the apps and the tests find acquired servers. */
export function environmentOf({ mysqlUrl, amqpUrl }) {
  return {
    ORRERY_MYSQL_URL: mysqlUrl,
    ORRERY_AMQP_URL: amqpUrl,
    ORRERY_TEST_MYSQL_URL: mysqlUrl,
    ORRERY_TEST_AMQP_URL: amqpUrl,
  };
}
