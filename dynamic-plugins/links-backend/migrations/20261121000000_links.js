/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable("links", (table) => {
    table.uuid("id").primary();
    table.string("title", 200).notNullable();
    table.text("url").notNullable();
    table.string("group", 60).notNullable();
    table.text("created_by").notNullable();
    // ISO 8601 in UTC: sorts the same, and reads the same, in every database.
    table.string("created_at", 24).notNullable().index();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable("links");
};
