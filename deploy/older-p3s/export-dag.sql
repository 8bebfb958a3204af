-- Writes a DAG of the older p3s as GraphML, with all its attributes, which its own getdag leaves out:
--   psql -At -v dag=3filters -f export-dag.sql "$OLD_DATABASE" > 3filters.graphml
-- It only reads. Names of all DAGs: select name from workflows_dag.

with vertex as (
  select id, xmlelement(name node, xmlattributes(name as id),
           xmlelement(name data, xmlattributes('payload' as key), payload),
           xmlelement(name data, xmlattributes('env' as key), env),
           xmlelement(name data, xmlattributes('jobtype' as key), jobtype),
           xmlelement(name data, xmlattributes('timelimit' as key), timelimit),
           xmlelement(name data, xmlattributes('priority' as key), priority)) xml
  from workflows_dagvertex where dag = :'dag'),
edge as (
  select id, xmlelement(name edge, xmlattributes(source, target),
           xmlelement(name data, xmlattributes('name' as key), name),
           xmlelement(name data, xmlattributes('dirpath' as key), dirpath),
           xmlelement(name data, xmlattributes('datatype' as key), datatype),
           xmlelement(name data, xmlattributes('datatag' as key), datatag),
           xmlelement(name data, xmlattributes('comment' as key), comment)) xml
  from workflows_dagedge where dag = :'dag'),
key (place, id, owner, type) as (values
  (1, 'payload', 'node', 'string'), (2, 'env', 'node', 'string'), (3, 'jobtype', 'node', 'string'),
  (4, 'timelimit', 'node', 'int'), (5, 'priority', 'node', 'int'),
  (6, 'name', 'edge', 'string'), (7, 'dirpath', 'edge', 'string'), (8, 'datatype', 'edge', 'string'),
  (9, 'datatag', 'edge', 'string'), (10, 'comment', 'edge', 'string'))
select '<?xml version="1.0" encoding="UTF-8"?>' || xmlelement(
  name graphml, xmlattributes('http://graphml.graphdrawing.org/xmlns' as xmlns),
  (select xmlagg(xmlelement(name key, xmlattributes(id, owner as for, id as "attr.name", type as "attr.type")) order by place) from key),
  xmlelement(name graph, xmlattributes(:'dag' as id, 'directed' as edgedefault),
    (select xmlagg(xml order by id) from vertex), (select xmlagg(xml order by id) from edge)));
