--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: pgboss; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA pgboss;


--
-- Name: job_state; Type: TYPE; Schema: pgboss; Owner: -
--

CREATE TYPE pgboss.job_state AS ENUM (
    'created',
    'retry',
    'active',
    'completed',
    'cancelled',
    'failed'
);


--
-- Name: create_queue(text, jsonb); Type: FUNCTION; Schema: pgboss; Owner: -
--

CREATE FUNCTION pgboss.create_queue(queue_name text, options jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $_$
    DECLARE
      tablename varchar := CASE WHEN options->>'partition' = 'true'
                            THEN 'j' || encode(sha224(queue_name::bytea), 'hex')
                            ELSE 'job_common'
                            END;
      queue_created_on timestamptz;
    BEGIN

      WITH q as (
        INSERT INTO pgboss.queue (
          name,
          policy,
          retry_limit,
          retry_delay,
          retry_backoff,
          retry_delay_max,
          expire_seconds,
          retention_seconds,
          deletion_seconds,
          warning_queued,
          dead_letter,
          partition,
          table_name,
          heartbeat_seconds,
          notify,
          created_on,
          updated_on
        )
        VALUES (
          queue_name,
          options->>'policy',
          COALESCE((options->>'retryLimit')::int, 2),
          COALESCE((options->>'retryDelay')::int, 0),
          COALESCE((options->>'retryBackoff')::bool, false),
          (options->>'retryDelayMax')::int,
          COALESCE((options->>'expireInSeconds')::int, 900),
          COALESCE((options->>'retentionSeconds')::int, 1209600),
          COALESCE((options->>'deleteAfterSeconds')::int, 604800),
          COALESCE((options->>'warningQueueSize')::int, 0),
          options->>'deadLetter',
          COALESCE((options->>'partition')::bool, false),
          tablename,
          (options->>'heartbeatSeconds')::int,
          COALESCE((options->>'notify')::bool, false),
          pgboss.job_now(),
          pgboss.job_now()
        )
        ON CONFLICT DO NOTHING
        RETURNING created_on
      )
      SELECT created_on into queue_created_on from q;

      IF queue_created_on IS NULL OR options->>'partition' IS DISTINCT FROM 'true' THEN
        RETURN;
      END IF;

      EXECUTE format('CREATE TABLE pgboss.%I (LIKE pgboss.job INCLUDING DEFAULTS)', tablename);

      EXECUTE pgboss.job_table_format($cmd$ALTER TABLE pgboss.job ADD PRIMARY KEY (name, id)$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$ALTER TABLE pgboss.job ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue (name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$ALTER TABLE pgboss.job ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue (name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED$cmd$, tablename);

      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i11 ON pgboss.job (name, priority DESC, created_on, start_after) WHERE state < 'active' AND NOT blocked$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i4 ON pgboss.job (name, singleton_on, COALESCE(singleton_key, '')) WHERE state <> 'cancelled' AND singleton_on IS NOT NULL$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i7 ON pgboss.job (name, group_id) WHERE state = 'active' AND group_id IS NOT NULL$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i9 ON pgboss.job (name, id) WHERE blocking AND state = 'completed'$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i12 ON pgboss.job (source_root_id) WHERE source_root_id IS NOT NULL$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i13 ON pgboss.job (name, singleton_key) WHERE state = 'created' AND upsert_by_key$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i14 ON pgboss.job (name, state, blocked, start_after) WHERE state IN ('created', 'retry', 'active', 'failed')$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i15 ON pgboss.job (name, created_on)$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i16 ON pgboss.job (name, completed_on) WHERE completed_on IS NOT NULL$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i17 ON pgboss.job (name, singleton_key, created_on) WHERE state < 'active' AND singleton_key IS NOT NULL$cmd$, tablename);

      IF options->>'policy' = 'short' THEN
        EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i1 ON pgboss.job (name, COALESCE(singleton_key, '')) WHERE state = 'created' AND policy = 'short'$cmd$, tablename);
      ELSIF options->>'policy' = 'singleton' THEN
        EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i2 ON pgboss.job (name, COALESCE(singleton_key, '')) WHERE state = 'active' AND policy = 'singleton'$cmd$, tablename);
      ELSIF options->>'policy' = 'stately' THEN
        EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i3 ON pgboss.job (name, state, COALESCE(singleton_key, '')) WHERE state <= 'active' AND policy = 'stately'$cmd$, tablename);
      ELSIF options->>'policy' = 'exclusive' THEN
        EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i6 ON pgboss.job (name, COALESCE(singleton_key, '')) WHERE state <= 'active' AND policy = 'exclusive'$cmd$, tablename);
      ELSIF options->>'policy' = 'key_strict_fifo' THEN
        EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i8 ON pgboss.job (name, singleton_key) WHERE state IN ('active', 'retry', 'failed') AND policy = 'key_strict_fifo'$cmd$, tablename);
        EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i10 ON pgboss.job (name, singleton_key, state DESC, created_on, id) INCLUDE (start_after) WHERE state < 'active' AND NOT blocked AND policy = 'key_strict_fifo'$cmd$, tablename);
        EXECUTE pgboss.job_table_format($cmd$ALTER TABLE pgboss.job ADD CONSTRAINT job_key_strict_fifo_singleton_key_check CHECK (NOT (policy = 'key_strict_fifo' AND singleton_key IS NULL))$cmd$, tablename);
      END IF;

      EXECUTE format('ALTER TABLE pgboss.%I ADD CONSTRAINT cjc CHECK (name=%L)', tablename, queue_name);
      EXECUTE format('ALTER TABLE pgboss.job ATTACH PARTITION pgboss.%I FOR VALUES IN (%L)', tablename, queue_name);
    END;
    $_$;


--
-- Name: delete_queue(text); Type: FUNCTION; Schema: pgboss; Owner: -
--

CREATE FUNCTION pgboss.delete_queue(queue_name text) RETURNS void
    LANGUAGE plpgsql
    AS $$
    DECLARE
      v_table varchar;
      v_partition bool;
    BEGIN
      
      SELECT table_name, partition
      FROM pgboss.queue
      WHERE name = queue_name
      INTO v_table, v_partition;

      IF v_partition THEN
        EXECUTE format('DROP TABLE IF EXISTS pgboss.%I', v_table);
      ELSE
        EXECUTE format('DELETE FROM pgboss.%I WHERE name = %L', v_table, queue_name);
      END IF;
    
      DELETE FROM pgboss.queue WHERE name = queue_name;
    END;
    $$;


--
-- Name: job_now(); Type: FUNCTION; Schema: pgboss; Owner: -
--

CREATE FUNCTION pgboss.job_now() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
      SELECT pg_catalog.now();
    $$;


--
-- Name: job_table_format(text, text); Type: FUNCTION; Schema: pgboss; Owner: -
--

CREATE FUNCTION pgboss.job_table_format(command text, table_name text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
      SELECT format(
        regexp_replace(
          regexp_replace(command, '\.job\y', '.%1$I', 'g'),
          '\yjob_i(\d+)', '%1$s_i\1', 'g'
        ),
        table_name
      );
    $_$;


--
-- Name: job_table_run(text, text, text); Type: FUNCTION; Schema: pgboss; Owner: -
--

CREATE FUNCTION pgboss.job_table_run(command text, tbl_name text DEFAULT NULL::text, queue_name text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
    DECLARE
      tbl RECORD;
    BEGIN
      IF queue_name IS NOT NULL THEN
        SELECT table_name INTO tbl_name FROM pgboss.queue WHERE name = queue_name;
      END IF;

      IF tbl_name IS NOT NULL THEN
        EXECUTE pgboss.job_table_format(command, tbl_name);
        RETURN;
      END IF;

      EXECUTE pgboss.job_table_format(command, 'job_common');

      FOR tbl IN SELECT table_name FROM pgboss.queue WHERE partition = true
      LOOP
        EXECUTE pgboss.job_table_format(command, tbl.table_name);
      END LOOP;
    END;
    $$;


--
-- Name: job_table_run_async(text, integer, text, text, text); Type: FUNCTION; Schema: pgboss; Owner: -
--

CREATE FUNCTION pgboss.job_table_run_async(command_name text, version integer, command text, tbl_name text DEFAULT NULL::text, queue_name text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
    BEGIN
      IF queue_name IS NOT NULL THEN
        SELECT table_name INTO tbl_name FROM pgboss.queue WHERE name = queue_name;
      END IF;

      IF tbl_name IS NOT NULL THEN
        INSERT INTO pgboss.bam (name, version, status, queue, table_name, command)
        VALUES (
          command_name,
          version,
          'pending',
          queue_name,
          tbl_name,
          pgboss.job_table_format(command, tbl_name)
        );
        RETURN;
      END IF;

      INSERT INTO pgboss.bam (name, version, status, queue, table_name, command)
      SELECT
        command_name,
        version,
        'pending',
        NULL,
        'job_common',
        pgboss.job_table_format(command, 'job_common')
      UNION ALL
      SELECT
        command_name,
        version,
        'pending',
        queue.name,
        queue.table_name,
        pgboss.job_table_format(command, queue.table_name)
      FROM pgboss.queue
      WHERE partition = true;
    END;
    $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: bam; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.bam (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    queue text,
    table_name text NOT NULL,
    command text NOT NULL,
    error text,
    created_on timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    started_on timestamp with time zone,
    completed_on timestamp with time zone
);


--
-- Name: instance; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.instance (
    id uuid NOT NULL,
    name text,
    host text NOT NULL,
    pid integer NOT NULL,
    version text NOT NULL,
    node_version text NOT NULL,
    application_name text,
    heartbeat_seconds integer NOT NULL,
    supervise boolean NOT NULL,
    schedule boolean NOT NULL,
    migrate boolean NOT NULL,
    persist_queue_stats boolean NOT NULL,
    persist_warnings boolean NOT NULL,
    pool_max integer,
    pool_total integer,
    pool_idle integer,
    pool_waiting integer,
    workers jsonb DEFAULT '[]'::jsonb NOT NULL,
    metrics jsonb,
    config jsonb DEFAULT '{}'::jsonb NOT NULL,
    crash_restarts integer DEFAULT 0 NOT NULL,
    crash_restarts_since timestamp with time zone,
    started_on timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat_on timestamp with time zone DEFAULT now() NOT NULL,
    stopped_on timestamp with time zone
);


--
-- Name: job; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.job (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    retry_delay_max integer,
    expire_seconds integer DEFAULT 900 NOT NULL,
    deletion_seconds integer DEFAULT 604800 NOT NULL,
    singleton_key text,
    singleton_on timestamp without time zone,
    group_id text,
    group_tier text,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '336:00:00'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    heartbeat_on timestamp with time zone,
    heartbeat_seconds integer,
    blocked boolean DEFAULT false NOT NULL,
    blocking boolean DEFAULT false NOT NULL,
    pending_dependencies integer DEFAULT 0 NOT NULL,
    source_name text,
    source_id uuid,
    source_created_on timestamp with time zone,
    source_retry_count integer,
    source_output jsonb,
    source_root_id uuid,
    trace_context jsonb,
    upsert_by_key boolean
)
PARTITION BY LIST (name);


--
-- Name: job_common; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.job_common (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    retry_delay_max integer,
    expire_seconds integer DEFAULT 900 NOT NULL,
    deletion_seconds integer DEFAULT 604800 NOT NULL,
    singleton_key text,
    singleton_on timestamp without time zone,
    group_id text,
    group_tier text,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '336:00:00'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    heartbeat_on timestamp with time zone,
    heartbeat_seconds integer,
    blocked boolean DEFAULT false NOT NULL,
    blocking boolean DEFAULT false NOT NULL,
    pending_dependencies integer DEFAULT 0 NOT NULL,
    source_name text,
    source_id uuid,
    source_created_on timestamp with time zone,
    source_retry_count integer,
    source_output jsonb,
    source_root_id uuid,
    trace_context jsonb,
    upsert_by_key boolean,
    CONSTRAINT job_key_strict_fifo_singleton_key_check CHECK ((NOT ((policy = 'key_strict_fifo'::text) AND (singleton_key IS NULL))))
);


--
-- Name: job_dependency; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.job_dependency (
    child_name text NOT NULL,
    child_id uuid NOT NULL,
    parent_name text NOT NULL,
    parent_id uuid NOT NULL
);


--
-- Name: queue; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.queue (
    name text NOT NULL,
    policy text NOT NULL,
    retry_limit integer NOT NULL,
    retry_delay integer NOT NULL,
    retry_backoff boolean NOT NULL,
    retry_delay_max integer,
    expire_seconds integer NOT NULL,
    retention_seconds integer NOT NULL,
    deletion_seconds integer NOT NULL,
    dead_letter text,
    partition boolean NOT NULL,
    table_name text NOT NULL,
    deferred_count integer DEFAULT 0 NOT NULL,
    blocked_count integer DEFAULT 0 NOT NULL,
    queued_count integer DEFAULT 0 NOT NULL,
    ready_count integer DEFAULT 0 NOT NULL,
    warning_queued integer DEFAULT 0 NOT NULL,
    active_count integer DEFAULT 0 NOT NULL,
    failed_count integer DEFAULT 0 NOT NULL,
    total_count integer DEFAULT 0 NOT NULL,
    retained_count integer,
    retained_on timestamp with time zone,
    created_delta integer DEFAULT 0 NOT NULL,
    completed_delta integer DEFAULT 0 NOT NULL,
    failed_delta integer DEFAULT 0 NOT NULL,
    delta_on timestamp with time zone,
    delta_seconds integer,
    wait_bins integer[],
    run_bins integer[],
    ready_oldest_seconds integer,
    ready_history integer[] DEFAULT '{}'::integer[] NOT NULL,
    heartbeat_seconds integer,
    notify boolean DEFAULT false NOT NULL,
    singletons_active text[],
    monitor_claim_on timestamp with time zone,
    monitor_on timestamp with time zone,
    maintain_on timestamp with time zone,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    updated_on timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT queue_check CHECK ((dead_letter IS DISTINCT FROM name))
);


--
-- Name: queue_stats; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.queue_stats (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    deferred_count integer DEFAULT 0 NOT NULL,
    queued_count integer DEFAULT 0 NOT NULL,
    ready_count integer DEFAULT 0 NOT NULL,
    active_count integer DEFAULT 0 NOT NULL,
    failed_count integer DEFAULT 0 NOT NULL,
    total_count integer DEFAULT 0 NOT NULL,
    created_delta integer,
    completed_delta integer,
    failed_delta integer,
    delta_seconds integer,
    delta_on timestamp with time zone,
    wait_bins integer[],
    run_bins integer[],
    ready_oldest_seconds integer,
    captured_on timestamp with time zone DEFAULT now() NOT NULL
)
PARTITION BY RANGE (captured_on);


--
-- Name: queue_stats_20261128; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.queue_stats_20261128 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    deferred_count integer DEFAULT 0 NOT NULL,
    queued_count integer DEFAULT 0 NOT NULL,
    ready_count integer DEFAULT 0 NOT NULL,
    active_count integer DEFAULT 0 NOT NULL,
    failed_count integer DEFAULT 0 NOT NULL,
    total_count integer DEFAULT 0 NOT NULL,
    created_delta integer,
    completed_delta integer,
    failed_delta integer,
    delta_seconds integer,
    delta_on timestamp with time zone,
    wait_bins integer[],
    run_bins integer[],
    ready_oldest_seconds integer,
    captured_on timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: queue_stats_20261129; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.queue_stats_20261129 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    deferred_count integer DEFAULT 0 NOT NULL,
    queued_count integer DEFAULT 0 NOT NULL,
    ready_count integer DEFAULT 0 NOT NULL,
    active_count integer DEFAULT 0 NOT NULL,
    failed_count integer DEFAULT 0 NOT NULL,
    total_count integer DEFAULT 0 NOT NULL,
    created_delta integer,
    completed_delta integer,
    failed_delta integer,
    delta_seconds integer,
    delta_on timestamp with time zone,
    wait_bins integer[],
    run_bins integer[],
    ready_oldest_seconds integer,
    captured_on timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: schedule; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.schedule (
    name text NOT NULL,
    key text DEFAULT ''::text NOT NULL,
    kind text DEFAULT 'cron'::text NOT NULL,
    cron text NOT NULL,
    timezone text DEFAULT 'UTC'::text,
    data jsonb,
    options jsonb,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    updated_on timestamp with time zone DEFAULT now() NOT NULL,
    last_job_id uuid,
    CONSTRAINT schedule_kind_check CHECK ((kind = ANY (ARRAY['cron'::text, 'rrule'::text])))
);


--
-- Name: subscription; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.subscription (
    event text NOT NULL,
    name text NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    updated_on timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: version; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.version (
    version integer NOT NULL,
    cron_on timestamp with time zone,
    bam_on timestamp with time zone,
    flow_on timestamp with time zone,
    reindex_on timestamp with time zone,
    monitor_backoff_on timestamp with time zone
);


--
-- Name: warning; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.warning (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    type text NOT NULL,
    message text NOT NULL,
    data jsonb,
    created_on timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: analyses; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.analyses (
    id bigint NOT NULL,
    key text NOT NULL,
    study bigint NOT NULL,
    series bigint NOT NULL,
    patient bigint NOT NULL,
    content_hash text NOT NULL,
    acquired_at timestamp without time zone,
    model_set text NOT NULL,
    models jsonb NOT NULL,
    device text NOT NULL,
    number_of_slices integer NOT NULL,
    spacing_mm double precision[] NOT NULL,
    measurements jsonb NOT NULL,
    slices jsonb NOT NULL,
    timings_ms jsonb NOT NULL,
    infected_percent double precision GENERATED ALWAYS AS (((measurements #>> '{regions,lungs,infectedPercent}'::text[]))::double precision) STORED,
    severity_score integer GENERATED ALWAYS AS (((measurements ->> 'severityScore'::text))::integer) STORED,
    superseded_by bigint,
    analysed_at timestamp with time zone DEFAULT now() NOT NULL,
    source jsonb,
    findings jsonb
);


--
-- Name: analyses_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.analyses ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.analyses_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: arrivals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.arrivals (
    study bigint NOT NULL,
    source text NOT NULL,
    times integer DEFAULT 1 NOT NULL,
    first_announced_at timestamp with time zone DEFAULT now() NOT NULL,
    last_announced_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT arrivals_source_check CHECK ((source = ANY (ARRAY['notification'::text, 'changes'::text, 'query'::text, 'backfill'::text, 'person'::text, 'worker'::text, 'prior'::text])))
);


--
-- Name: artefacts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.artefacts (
    id bigint NOT NULL,
    analysis bigint NOT NULL,
    kind text NOT NULL,
    sop_class_uid text NOT NULL,
    sop_instance_uid text NOT NULL,
    series_instance_uid text NOT NULL,
    bytes integer NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    replaced boolean DEFAULT false NOT NULL
);


--
-- Name: artefacts_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.artefacts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.artefacts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: corrections; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.corrections (
    study bigint NOT NULL,
    series_instance_uid text,
    excluded_from_follow_up boolean DEFAULT false NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    corrected_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: cursors; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cursors (
    name text NOT NULL,
    value bigint NOT NULL,
    moved_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.events (
    id bigint NOT NULL,
    study_instance_uid text NOT NULL,
    kind text NOT NULL,
    data jsonb NOT NULL,
    happened_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT events_kind_check CHECK ((kind = ANY (ARRAY['state'::text, 'progress'::text, 'report'::text])))
);


--
-- Name: events_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: failures; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.failures (
    id bigint NOT NULL,
    study bigint NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    attempts integer DEFAULT 1 NOT NULL,
    first_failed_at timestamp with time zone DEFAULT now() NOT NULL,
    last_failed_at timestamp with time zone DEFAULT now() NOT NULL,
    resolved_at timestamp with time zone
);


--
-- Name: failures_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.failures ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.failures_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: follow_up_failures; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.follow_up_failures (
    patient bigint NOT NULL,
    message text NOT NULL,
    attempts integer DEFAULT 1 NOT NULL,
    first_failed_at timestamp with time zone DEFAULT now() NOT NULL,
    last_failed_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: follow_ups; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.follow_ups (
    analysis bigint NOT NULL,
    identity text NOT NULL,
    compared text[] NOT NULL,
    thresholds jsonb NOT NULL,
    category text,
    summary text NOT NULL,
    performed_at timestamp with time zone NOT NULL,
    compared_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT follow_ups_category_check CHECK ((category = ANY (ARRAY['noInfection'::text, 'new'::text, 'increasing'::text, 'stable'::text, 'decreasing'::text, 'resolved'::text]))),
    CONSTRAINT follow_ups_check CHECK (((cardinality(compared) = 1) = (category IS NULL)))
);


--
-- Name: measurements; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.measurements (
    analysis bigint NOT NULL,
    region text NOT NULL,
    quantity text NOT NULL,
    value double precision
);


--
-- Name: migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.migrations (
    number integer NOT NULL,
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: patients; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.patients (
    id bigint NOT NULL,
    patient_id text NOT NULL,
    issuer_of_patient_id text DEFAULT ''::text NOT NULL,
    patient_name text DEFAULT ''::text NOT NULL,
    patient_birth_date date,
    patient_sex text DEFAULT ''::text NOT NULL,
    priors_sought_at timestamp with time zone
);


--
-- Name: patients_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.patients ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.patients_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: series; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.series (
    id bigint NOT NULL,
    study bigint NOT NULL,
    series_instance_uid text NOT NULL,
    modality text DEFAULT ''::text NOT NULL,
    series_number integer,
    series_description text DEFAULT ''::text NOT NULL,
    convolution_kernel text DEFAULT ''::text NOT NULL,
    slice_thickness double precision,
    number_of_instances integer DEFAULT 0 NOT NULL,
    rank integer,
    reason text DEFAULT ''::text NOT NULL,
    refusal_code text,
    refusal_message text,
    CONSTRAINT series_check CHECK (((refusal_code IS NULL) = (refusal_message IS NULL)))
);


--
-- Name: series_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.series ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.series_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: sightings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sightings (
    study_instance_uid text NOT NULL,
    number_of_study_related_instances integer NOT NULL,
    settled boolean DEFAULT false NOT NULL,
    announced boolean DEFAULT false NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: studies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.studies (
    id bigint NOT NULL,
    study_instance_uid text NOT NULL,
    patient bigint,
    study_date date,
    study_time time without time zone,
    study_description text DEFAULT ''::text NOT NULL,
    accession_number text DEFAULT ''::text NOT NULL,
    search_text text DEFAULT ''::text NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    stage text DEFAULT ''::text NOT NULL,
    progress real DEFAULT 0 NOT NULL,
    content_hash text,
    analysed_by text,
    again boolean DEFAULT false NOT NULL,
    first_announced_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT studies_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'refused'::text])))
);


--
-- Name: studies_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.studies ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.studies_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: thumbnails; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.thumbnails (
    analysis bigint NOT NULL,
    "position" integer NOT NULL,
    height double precision NOT NULL,
    sop_instance_uid text NOT NULL,
    frame_number integer,
    infected_mm2 double precision NOT NULL,
    infected_percent double precision NOT NULL,
    jpeg bytea NOT NULL
);


--
-- Name: job_common; Type: TABLE ATTACH; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.job_common DEFAULT;


--
-- Name: queue_stats_20261128; Type: TABLE ATTACH; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue_stats ATTACH PARTITION pgboss.queue_stats_20261128 FOR VALUES FROM ('2026-11-28 00:00:00+00') TO ('2026-11-29 00:00:00+00');


--
-- Name: queue_stats_20261129; Type: TABLE ATTACH; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue_stats ATTACH PARTITION pgboss.queue_stats_20261129 FOR VALUES FROM ('2026-11-29 00:00:00+00') TO ('2026-11-30 00:00:00+00');


--
-- Data for Name: bam; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: instance; Type: TABLE DATA; Schema: pgboss; Owner: -
--

INSERT INTO pgboss.instance VALUES ('b45fd812-5fca-41d0-aff7-3e2b6a2a282d', NULL, 'vm', 19510, '12.38.0', 'v24.21.0', 'lungtrace queue', 30, true, false, true, false, false, 4, 1, 1, 0, '[]', '{"cpu": null, "rss": 383848448, "cgroup": 1, "cpuLimit": 2, "heapUsed": 78508624, "heapLimit": 4496293888, "loopDelay": null, "memoryUsed": null, "memoryLimit": 25276510208, "cpuThrottled": null, "loopDelayMax": null, "loopUtilization": null}', '{"max": 4, "adapter": "pg", "backend": "postgres", "migrate": true, "reindex": true, "schedule": false, "supervise": true, "createSchema": true, "useListenNotify": true, "bamIntervalSeconds": 60, "flowIntervalSeconds": 5, "warningRetentionDays": 365, "monitorIntervalSeconds": 2, "queueStatRetentionDays": 7, "reindexIntervalSeconds": 86400, "instanceHeartbeatSeconds": 30, "superviseIntervalSeconds": 2, "cronWorkerIntervalSeconds": 5, "queueCacheIntervalSeconds": 60, "cronMonitorIntervalSeconds": 30, "maintenanceIntervalSeconds": 86400, "clockMonitorIntervalSeconds": 600}', 0, NULL, '2026-11-28 04:50:33.408969+00', '2026-11-28 04:50:33.408969+00', '2026-11-28 04:50:33.815423+00');
INSERT INTO pgboss.instance VALUES ('b64cb324-9e7c-47f0-9554-f429b9a56de4', NULL, 'vm', 19510, '12.38.0', 'v24.21.0', 'lungtrace queue', 30, true, false, true, false, false, 4, 4, 4, 0, '[{"id": "f209812f-0ff4-42f2-ac74-81b7f61109fb", "queue": "studies", "active": 1, "options": {"includeMetadata": true, "heartbeatRefreshSeconds": 5, "notifyPollingIntervalSeconds": 1}, "batchSize": 1, "lastErrorOn": null, "lastFetchedOn": "2026-11-28T04:50:32.200Z", "lastJobEndedOn": "2026-11-28T04:50:32.200Z", "localConcurrency": 2, "pollingIntervalSeconds": 1}, {"id": "2c46eaa2-7717-4c90-a262-e075139f4561", "queue": "follow-ups", "active": 0, "options": {"includeMetadata": true, "heartbeatRefreshSeconds": 5, "notifyPollingIntervalSeconds": 1}, "batchSize": 1, "lastErrorOn": null, "lastFetchedOn": "2026-11-28T04:50:32.104Z", "lastJobEndedOn": "2026-11-28T04:50:32.104Z", "localConcurrency": 1, "pollingIntervalSeconds": 1}, {"id": "10ac7958-01c7-442f-98bd-139b92b05645", "queue": "dead-studies", "active": 0, "options": {"includeMetadata": true, "notifyPollingIntervalSeconds": 1}, "batchSize": 1, "lastErrorOn": null, "lastFetchedOn": "2026-11-28T04:50:31.721Z", "lastJobEndedOn": "2026-11-28T04:50:31.721Z", "localConcurrency": 1, "pollingIntervalSeconds": 1}]', '{"cpu": 0.162, "rss": 413069312, "cgroup": 1, "cpuLimit": 2, "heapUsed": 76364360, "heapLimit": 4496293888, "loopDelay": 685.7, "memoryUsed": null, "memoryLimit": 25276510208, "cpuThrottled": null, "loopDelayMax": 6288.2, "loopUtilization": 0.708}', '{"max": 4, "adapter": "pg", "backend": "postgres", "migrate": true, "reindex": true, "schedule": false, "supervise": true, "createSchema": true, "useListenNotify": true, "bamIntervalSeconds": 60, "flowIntervalSeconds": 5, "warningRetentionDays": 365, "monitorIntervalSeconds": 2, "queueStatRetentionDays": 7, "reindexIntervalSeconds": 86400, "instanceHeartbeatSeconds": 30, "superviseIntervalSeconds": 2, "cronWorkerIntervalSeconds": 5, "queueCacheIntervalSeconds": 60, "cronMonitorIntervalSeconds": 30, "maintenanceIntervalSeconds": 86400, "clockMonitorIntervalSeconds": 600}', 0, NULL, '2026-11-28 04:50:02.398058+00', '2026-11-28 04:50:32.768179+00', '2026-11-28 04:50:33.116015+00');


--
-- Data for Name: job_common; Type: TABLE DATA; Schema: pgboss; Owner: -
--

INSERT INTO pgboss.job_common VALUES ('0a52eccc-a559-4e52-bcbe-b7b67c1c26f7', 'follow-ups', 0, '{"patient": 1}', 'completed', 1, 0, 1, true, 600, 3600, 604800, '1', NULL, NULL, NULL, '2026-11-28 04:50:12.130382+00', '2026-11-28 04:50:12.130382+00', '2026-11-28 04:50:12.547235+00', '2026-11-28 04:50:21.853631+00', '2036-11-25 04:50:12.130382+00', NULL, NULL, 'stately', '2026-11-28 04:50:21.732727+00', 30, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO pgboss.job_common VALUES ('f79bd323-75f0-483e-be35-2271c80a272b', 'studies', 0, '{"studyInstanceUid": "2.25.261096674875343954309101511730090347407"}', 'completed', 1, 0, 1, true, 600, 3600, 604800, '2.25.261096674875343954309101511730090347407', NULL, NULL, NULL, '2026-11-28 04:50:06.13034+00', '2026-11-28 04:50:06.13034+00', '2026-11-28 04:50:06.348839+00', '2026-11-28 04:50:22.586517+00', '2036-11-25 04:50:06.13034+00', NULL, 'dead-studies', 'stately', '2026-11-28 04:50:21.770733+00', 30, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO pgboss.job_common VALUES ('3c6b0e65-1950-42d2-a718-f880eaa1770d', 'studies', 0, '{"studyInstanceUid": "2.25.27869386530426222067343339537878036259"}', 'completed', 1, 0, 1, true, 600, 3600, 604800, '2.25.27869386530426222067343339537878036259', NULL, NULL, NULL, '2026-11-28 04:50:22.606403+00', '2026-11-28 04:50:22.606403+00', '2026-11-28 04:50:22.704016+00', '2026-11-28 04:50:31.935906+00', '2036-11-25 04:50:22.606403+00', NULL, 'dead-studies', 'stately', '2026-11-28 04:50:30.686994+00', 30, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO pgboss.job_common VALUES ('d9ff260d-eaeb-4ae6-a3d8-b3dee1181c10', 'follow-ups', 0, '{"patient": 1}', 'completed', 1, 0, 1, true, 600, 3600, 604800, '1', NULL, NULL, NULL, '2026-11-28 04:50:26.754583+00', '2026-11-28 04:50:26.754583+00', '2026-11-28 04:50:27.07777+00', '2026-11-28 04:50:32.084422+00', '2036-11-25 04:50:26.754583+00', NULL, NULL, 'stately', '2026-11-28 04:50:27.07777+00', 30, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO pgboss.job_common VALUES ('0afe213d-ba30-4aad-8246-53fa2d1de240', 'follow-ups', 0, '{"patient": 3}', 'completed', 1, 0, 1, true, 600, 3600, 604800, '3', NULL, NULL, NULL, '2026-11-28 04:50:32.540755+00', '2026-11-28 04:50:32.540755+00', '2026-11-28 04:50:32.795601+00', '2026-11-28 04:50:32.96475+00', '2036-11-25 04:50:32.540755+00', NULL, NULL, 'stately', '2026-11-28 04:50:32.795601+00', 30, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO pgboss.job_common VALUES ('f7fa480b-ea13-4f12-abdd-4f0ccb533c3c', 'studies', 0, '{"studyInstanceUid": "2.25.143969444107534455523948223541893007089"}', 'completed', 1, 0, 1, true, 600, 3600, 604800, '2.25.143969444107534455523948223541893007089', NULL, NULL, NULL, '2026-11-28 04:50:32.10318+00', '2026-11-28 04:50:32.10318+00', '2026-11-28 04:50:32.175826+00', '2026-11-28 04:50:32.983869+00', '2036-11-25 04:50:32.10318+00', NULL, 'dead-studies', 'stately', '2026-11-28 04:50:32.175826+00', 30, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO pgboss.job_common VALUES ('0a8880ac-c2be-4635-8d77-15d3f4a5b4b4', 'studies', 0, '{"studyInstanceUid": "2.25.307607541600025335888659486375935376582"}', 'created', 8, 0, 5, true, 600, 3600, 604800, '2.25.307607541600025335888659486375935376582', NULL, NULL, NULL, '2026-11-28 04:50:33.723803+00', '2026-11-28 04:50:33.723803+00', NULL, NULL, '2036-11-25 04:50:33.723803+00', NULL, 'dead-studies', 'stately', NULL, 30, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);


--
-- Data for Name: job_dependency; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: queue; Type: TABLE DATA; Schema: pgboss; Owner: -
--

INSERT INTO pgboss.queue VALUES ('studies', 'stately', 8, 5, true, 600, 3600, 315360000, 604800, 'dead-studies', false, 'job_common', 0, 0, 0, 0, 0, 0, 0, 3, 1, '2026-11-28 04:50:22.993553+00', 0, 0, 0, NULL, NULL, NULL, NULL, NULL, '{0,0,0,0,0,0,0,0}', 30, true, NULL, '2026-11-28 04:50:32.991179+00', '2026-11-28 04:50:32.993553+00', '2026-11-28 04:50:04.370665+00', '2026-11-28 04:50:02.503619+00', '2026-11-28 04:50:33.556947+00');
INSERT INTO pgboss.queue VALUES ('follow-ups', 'stately', 8, 5, true, 600, 3600, 315360000, 604800, NULL, false, 'job_common', 0, 0, 0, 0, 0, 0, 0, 3, 1, '2026-11-28 04:50:22.993553+00', 0, 0, 0, NULL, NULL, NULL, NULL, NULL, '{0,0,0,0,0,0,0,0}', 30, true, NULL, '2026-11-28 04:50:32.991179+00', '2026-11-28 04:50:32.993553+00', '2026-11-28 04:50:04.370665+00', '2026-11-28 04:50:02.511256+00', '2026-11-28 04:50:33.600802+00');
INSERT INTO pgboss.queue VALUES ('dead-studies', 'standard', 2, 0, false, NULL, 900, 315360000, 604800, NULL, false, 'job_common', 0, 0, 0, 0, 0, 0, 0, 0, 0, '2026-11-28 04:50:22.993553+00', 0, 0, 0, NULL, NULL, NULL, NULL, NULL, '{0,0,0,0,0,0,0,0}', NULL, true, NULL, '2026-11-28 04:50:32.991179+00', '2026-11-28 04:50:32.993553+00', '2026-11-28 04:50:04.370665+00', '2026-11-28 04:50:02.456969+00', '2026-11-28 04:50:02.456969+00');


--
-- Data for Name: queue_stats_20261128; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: queue_stats_20261129; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: schedule; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: subscription; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: version; Type: TABLE DATA; Schema: pgboss; Owner: -
--

INSERT INTO pgboss.version VALUES (46, NULL, '2026-11-28 04:50:02.257193+00', '2026-11-28 04:50:31.783312+00', '2026-11-28 04:50:04.655589+00', NULL);


--
-- Data for Name: warning; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: analyses; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.analyses OVERRIDING SYSTEM VALUE VALUES (1, '3ed77d964a3c24674b2423653ef5d3113f2f0eae8abef23d200d3cf2c7044afe', 1, 1, 1, 'a6f0ae43e2b4fd89ff6f5de0ba2152f2ee749f27a9d6c9f4549956699c8e4dbc', '2026-01-01 10:15:00', 'simple-1', '[{"name": "simple", "sha256": "0000000000000000000000000000000000000000000000000000000000000000", "version": "1"}]', 'cpu', 24, '{5,20,20}', '{"regions": {"left": {"ggoMl": 288, "lungMl": 6144, "meanHu": -788.5, "ggoPercent": 4.6875, "infectedMl": 384, "consolidationMl": 96, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "lungs": {"ggoMl": 576, "lungMl": 12288, "meanHu": -788.5, "ggoPercent": 4.6875, "infectedMl": 768, "consolidationMl": 192, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "right": {"ggoMl": 288, "lungMl": 6144, "meanHu": -788.5, "ggoPercent": 4.6875, "infectedMl": 384, "consolidationMl": 96, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "leftLower": {"ggoMl": 96, "lungMl": 2048, "meanHu": -780.5, "ggoPercent": 4.6875, "infectedMl": 128, "consolidationMl": 32, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "leftUpper": {"ggoMl": 96, "lungMl": 2048, "meanHu": -796.5, "ggoPercent": 4.6875, "infectedMl": 128, "consolidationMl": 32, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "leftMiddle": {"ggoMl": 96, "lungMl": 2048, "meanHu": -788.5, "ggoPercent": 4.6875, "infectedMl": 128, "consolidationMl": 32, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "rightLower": {"ggoMl": 96, "lungMl": 2048, "meanHu": -780.5, "ggoPercent": 4.6875, "infectedMl": 128, "consolidationMl": 32, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "rightUpper": {"ggoMl": 96, "lungMl": 2048, "meanHu": -796.5, "ggoPercent": 4.6875, "infectedMl": 128, "consolidationMl": 32, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "rightMiddle": {"ggoMl": 96, "lungMl": 2048, "meanHu": -788.5, "ggoPercent": 4.6875, "infectedMl": 128, "consolidationMl": 32, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}}, "severityScore": 6}', '[{"z": 0, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.29461331393082595426839395351675562593"}, {"z": -5, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.224259591485601123560696336191322436975"}, {"z": -10, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.137898821184177332607789553598455748964"}, {"z": -15, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.261854922356740595722004543414929796644"}, {"z": -20, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.60402227785833913342629381336511319516"}, {"z": -25, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.68407204310832049726572866227443737113"}, {"z": -30, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.123573344914262087487096531368054346654"}, {"z": -35, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.130532007832727136985320354429756143574"}, {"z": -40, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.156782956056981188547935413585517198309"}, {"z": -45, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.141771823185606180931434866649050374372"}, {"z": -50, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.13268664283762170373636983961644116115"}, {"z": -55, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.328616823054816777345300061077298663027"}, {"z": -60, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.55936807339927822770220885740949626558"}, {"z": -65, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.155599571090159452116222640299556915423"}, {"z": -70, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.196918777926973662811152558237098896754"}, {"z": -75, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.77059739674801707701304062310427619816"}, {"z": -80, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.290539999188484997606742718651051289193"}, {"z": -85, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.320005059265993684884976549804955542913"}, {"z": -90, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.69308089200724056153233481391737819933"}, {"z": -95, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.140926686455688431892719633002241445369"}, {"z": -100, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.76252274047502461023341052456425694282"}, {"z": -105, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.246460738788221234748899129054044847634"}, {"z": -110, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.145507101907550091792251123655488935029"}, {"z": -115, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.1860496816165128562797846657450666219"}]', '{"fetch": 486.7880490000025, "lungs": 1, "store": 620.7113019999997, "total": 4386.262524999998, "write": 808.6143200000006, "decode": 1945.9438410000002, "measure": 1, "findings": 1, "infection": 1, "thumbnails": 449.5037279999997}', DEFAULT, DEFAULT, NULL, '2026-11-28 04:50:09.751+00', '{"header": {"StudyID": "1", "Modality": ["CT"], "PatientID": "UPGRADED", "StudyDate": "20260101", "StudyTime": "101112", "PatientSex": "O", "PatientName": "Tiny^Ct", "AccessionNumber": "A-upgraded-20260", "AcquisitionDate": ["20260101"], "AcquisitionTime": ["101500"], "PatientBirthDate": "19600102", "StudyDescription": "Chest CT", "StudyInstanceUID": "2.25.261096674875343954309101511730090347407", "ConvolutionKernel": "LUNG", "SeriesDescription": ["axial"], "SeriesInstanceUID": ["2.25.286735276301199985089508543607936762249"], "ReferringPhysicianName": ""}, "slices": [{"position": [-160, -160, 0], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.29461331393082595426839395351675562593"}, {"position": [-160, -160, -5], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.224259591485601123560696336191322436975"}, {"position": [-160, -160, -10], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.137898821184177332607789553598455748964"}, {"position": [-160, -160, -15], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.261854922356740595722004543414929796644"}, {"position": [-160, -160, -20], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.60402227785833913342629381336511319516"}, {"position": [-160, -160, -25], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.68407204310832049726572866227443737113"}, {"position": [-160, -160, -30], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.123573344914262087487096531368054346654"}, {"position": [-160, -160, -35], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.130532007832727136985320354429756143574"}, {"position": [-160, -160, -40], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.156782956056981188547935413585517198309"}, {"position": [-160, -160, -45], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.141771823185606180931434866649050374372"}, {"position": [-160, -160, -50], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.13268664283762170373636983961644116115"}, {"position": [-160, -160, -55], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.328616823054816777345300061077298663027"}, {"position": [-160, -160, -60], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.55936807339927822770220885740949626558"}, {"position": [-160, -160, -65], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.155599571090159452116222640299556915423"}, {"position": [-160, -160, -70], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.196918777926973662811152558237098896754"}, {"position": [-160, -160, -75], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.77059739674801707701304062310427619816"}, {"position": [-160, -160, -80], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.290539999188484997606742718651051289193"}, {"position": [-160, -160, -85], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.320005059265993684884976549804955542913"}, {"position": [-160, -160, -90], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.69308089200724056153233481391737819933"}, {"position": [-160, -160, -95], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.140926686455688431892719633002241445369"}, {"position": [-160, -160, -100], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.76252274047502461023341052456425694282"}, {"position": [-160, -160, -105], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.246460738788221234748899129054044847634"}, {"position": [-160, -160, -110], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.145507101907550091792251123655488935029"}, {"position": [-160, -160, -115], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.1860496816165128562797846657450666219"}], "geometry": {"shape": [24, 16, 16], "origin": [-160, -160, 0], "rowAxis": [0, 1, 0], "spacing": [5, 20, 20], "sliceAxis": [0, 0, -1], "columnAxis": [1, 0, 0], "frameOfReferenceUid": "2.25.281111710802633461961884372662622049886"}}', '[{"key": "ggo", "type": {"value": "112120", "scheme": "DCM", "meaning": "Ground glass opacity"}, "meanHu": -788.5, "segmentNumber": 1}, {"key": "consolidation", "type": {"value": "95436008", "scheme": "SCT", "meaning": "Lung consolidation"}, "meanHu": -788.5, "segmentNumber": 2}]');
INSERT INTO public.analyses OVERRIDING SYSTEM VALUE VALUES (2, 'a50bde5b27658c6f4a56a3464b57ffb7c59f13a089abc0f6cae1b0ab2bcdd83b', 2, 2, 1, 'fdf063977625a434504216e47c2e125155eb933db62cd41dec4255b8c0f157ea', '2026-01-15 10:15:00', 'simple-1', '[{"name": "simple", "sha256": "0000000000000000000000000000000000000000000000000000000000000000", "version": "1"}]', 'cpu', 24, '{5,20,20}', '{"regions": {"left": {"ggoMl": 288, "lungMl": 6144, "meanHu": -788.5, "ggoPercent": 4.6875, "infectedMl": 384, "consolidationMl": 96, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "lungs": {"ggoMl": 576, "lungMl": 12288, "meanHu": -788.5, "ggoPercent": 4.6875, "infectedMl": 768, "consolidationMl": 192, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "right": {"ggoMl": 288, "lungMl": 6144, "meanHu": -788.5, "ggoPercent": 4.6875, "infectedMl": 384, "consolidationMl": 96, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "leftLower": {"ggoMl": 96, "lungMl": 2048, "meanHu": -780.5, "ggoPercent": 4.6875, "infectedMl": 128, "consolidationMl": 32, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "leftUpper": {"ggoMl": 96, "lungMl": 2048, "meanHu": -796.5, "ggoPercent": 4.6875, "infectedMl": 128, "consolidationMl": 32, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "leftMiddle": {"ggoMl": 96, "lungMl": 2048, "meanHu": -788.5, "ggoPercent": 4.6875, "infectedMl": 128, "consolidationMl": 32, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "rightLower": {"ggoMl": 96, "lungMl": 2048, "meanHu": -780.5, "ggoPercent": 4.6875, "infectedMl": 128, "consolidationMl": 32, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "rightUpper": {"ggoMl": 96, "lungMl": 2048, "meanHu": -796.5, "ggoPercent": 4.6875, "infectedMl": 128, "consolidationMl": 32, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}, "rightMiddle": {"ggoMl": 96, "lungMl": 2048, "meanHu": -788.5, "ggoPercent": 4.6875, "infectedMl": 128, "consolidationMl": 32, "infectedPercent": 6.25, "highOpacityPercent": 0, "consolidationPercent": 1.5625}}, "severityScore": 6}', '[{"z": 0, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.193707833282431876123324668262794237701"}, {"z": -5, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.325708960068983720710837832272329235817"}, {"z": -10, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.16398190386751414185137593002845018955"}, {"z": -15, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.45163598133198351349760997967653632833"}, {"z": -20, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.149371438348960670812171400776488263894"}, {"z": -25, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.277923559899613091964766873147891198262"}, {"z": -30, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.292297256888667663127962318920967384904"}, {"z": -35, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.240721589722649254718543780897526933485"}, {"z": -40, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.33238525682784655554278699871332728482"}, {"z": -45, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.69486129877745464631848989480780367446"}, {"z": -50, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.49369657448881360627293454038136538549"}, {"z": -55, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.236771869336018177206899552486844386479"}, {"z": -60, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.5116291507131962933600712004079128643"}, {"z": -65, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.273915715887537500185894820300054624422"}, {"z": -70, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.38474805665134391577381773152174403093"}, {"z": -75, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.215458994852269269704917931446489262817"}, {"z": -80, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.262754868725920379552815331410539497409"}, {"z": -85, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.271515557686430065321924844349019974784"}, {"z": -90, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.83417103409931407353285543032569862554"}, {"z": -95, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.152158133898820876992484705990003971548"}, {"z": -100, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.12124350833933363017452772525139605709"}, {"z": -105, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.155682365458308637704087612790821867860"}, {"z": -110, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.108921512648547222314169603557657602318"}, {"z": -115, "lungMm2": 102400, "infectedMm2": 6400, "infectionScore": 0.75, "sopInstanceUid": "2.25.294307186864240885245608182662383156141"}]', '{"fetch": 313.9037859999953, "lungs": 1, "store": 765.1204109999962, "total": 3229.9407720000017, "write": 1112.1218379999991, "decode": 732.7891049999962, "measure": 1, "findings": 1, "infection": 1, "thumbnails": 282.7863209999996}', DEFAULT, DEFAULT, NULL, '2026-11-28 04:50:24.581+00', '{"header": {"StudyID": "1", "Modality": ["CT"], "PatientID": "UPGRADED", "StudyDate": "20260115", "StudyTime": "101112", "PatientSex": "O", "PatientName": "Tiny^Ct", "AccessionNumber": "A-upgraded-20260", "AcquisitionDate": ["20260115"], "AcquisitionTime": ["101500"], "PatientBirthDate": "19600102", "StudyDescription": "Chest CT", "StudyInstanceUID": "2.25.27869386530426222067343339537878036259", "ConvolutionKernel": "LUNG", "SeriesDescription": ["axial"], "SeriesInstanceUID": ["2.25.261089533970575867551725920822888831681"], "ReferringPhysicianName": ""}, "slices": [{"position": [-160, -160, 0], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.193707833282431876123324668262794237701"}, {"position": [-160, -160, -5], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.325708960068983720710837832272329235817"}, {"position": [-160, -160, -10], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.16398190386751414185137593002845018955"}, {"position": [-160, -160, -15], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.45163598133198351349760997967653632833"}, {"position": [-160, -160, -20], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.149371438348960670812171400776488263894"}, {"position": [-160, -160, -25], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.277923559899613091964766873147891198262"}, {"position": [-160, -160, -30], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.292297256888667663127962318920967384904"}, {"position": [-160, -160, -35], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.240721589722649254718543780897526933485"}, {"position": [-160, -160, -40], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.33238525682784655554278699871332728482"}, {"position": [-160, -160, -45], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.69486129877745464631848989480780367446"}, {"position": [-160, -160, -50], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.49369657448881360627293454038136538549"}, {"position": [-160, -160, -55], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.236771869336018177206899552486844386479"}, {"position": [-160, -160, -60], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.5116291507131962933600712004079128643"}, {"position": [-160, -160, -65], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.273915715887537500185894820300054624422"}, {"position": [-160, -160, -70], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.38474805665134391577381773152174403093"}, {"position": [-160, -160, -75], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.215458994852269269704917931446489262817"}, {"position": [-160, -160, -80], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.262754868725920379552815331410539497409"}, {"position": [-160, -160, -85], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.271515557686430065321924844349019974784"}, {"position": [-160, -160, -90], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.83417103409931407353285543032569862554"}, {"position": [-160, -160, -95], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.152158133898820876992484705990003971548"}, {"position": [-160, -160, -100], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.12124350833933363017452772525139605709"}, {"position": [-160, -160, -105], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.155682365458308637704087612790821867860"}, {"position": [-160, -160, -110], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.108921512648547222314169603557657602318"}, {"position": [-160, -160, -115], "sopClassUid": "1.2.840.10008.5.1.4.1.1.2", "sopInstanceUid": "2.25.294307186864240885245608182662383156141"}], "geometry": {"shape": [24, 16, 16], "origin": [-160, -160, 0], "rowAxis": [0, 1, 0], "spacing": [5, 20, 20], "sliceAxis": [0, 0, -1], "columnAxis": [1, 0, 0], "frameOfReferenceUid": "2.25.322595540854847962992671862294934400702"}}', '[{"key": "ggo", "type": {"value": "112120", "scheme": "DCM", "meaning": "Ground glass opacity"}, "meanHu": -788.5, "segmentNumber": 1}, {"key": "consolidation", "type": {"value": "95436008", "scheme": "SCT", "meaning": "Lung consolidation"}, "meanHu": -788.5, "segmentNumber": 2}]');


--
-- Data for Name: arrivals; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.arrivals VALUES (1, 'notification', 1, '2026-11-28 04:50:06.13034+00', '2026-11-28 04:50:06.13034+00');
INSERT INTO public.arrivals VALUES (2, 'notification', 1, '2026-11-28 04:50:22.606403+00', '2026-11-28 04:50:22.606403+00');
INSERT INTO public.arrivals VALUES (3, 'notification', 1, '2026-11-28 04:50:32.10318+00', '2026-11-28 04:50:32.10318+00');
INSERT INTO public.arrivals VALUES (4, 'notification', 1, '2026-11-28 04:50:33.723803+00', '2026-11-28 04:50:33.723803+00');


--
-- Data for Name: artefacts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.artefacts OVERRIDING SYSTEM VALUE VALUES (1, 1, 'infection-seg', '1.2.840.10008.5.1.4.1.1.66.4', '2.25.160138117614375948462296272910718687167', '2.25.292114719506217879014866741301923139854', 33330, '2026-11-28 04:50:12.130382+00', false);
INSERT INTO public.artefacts OVERRIDING SYSTEM VALUE VALUES (2, 1, 'lungs-seg', '1.2.840.10008.5.1.4.1.1.66.4', '2.25.40010622809429533026388208753289065179', '2.25.60972503870624635463140334224918251772', 33210, '2026-11-28 04:50:12.130382+00', false);
INSERT INTO public.artefacts OVERRIDING SYSTEM VALUE VALUES (3, 1, 'sr', '1.2.840.10008.5.1.4.1.1.88.33', '2.25.28378849342328491337976198988858379005', '2.25.272987835200431339719073665483753083436', 85134, '2026-11-28 04:50:12.130382+00', false);
INSERT INTO public.artefacts OVERRIDING SYSTEM VALUE VALUES (4, 1, 'report-pdf', '1.2.840.10008.5.1.4.1.1.104.1', '2.25.41600360551059526649319444444676614963', '2.25.170954459498188174017943024081283770448', 54454, '2026-11-28 04:50:21.775312+00', false);
INSERT INTO public.artefacts OVERRIDING SYSTEM VALUE VALUES (5, 2, 'infection-seg', '1.2.840.10008.5.1.4.1.1.66.4', '2.25.52744675359091638535271211003803014258', '2.25.330490031054648882758678811287969794457', 33330, '2026-11-28 04:50:26.754583+00', false);
INSERT INTO public.artefacts OVERRIDING SYSTEM VALUE VALUES (6, 2, 'lungs-seg', '1.2.840.10008.5.1.4.1.1.66.4', '2.25.298926368850713466318526888610931520040', '2.25.173475186017849622525778488224547994174', 33210, '2026-11-28 04:50:26.754583+00', false);
INSERT INTO public.artefacts OVERRIDING SYSTEM VALUE VALUES (7, 2, 'sr', '1.2.840.10008.5.1.4.1.1.88.33', '2.25.247946235604035457502432169113332324837', '2.25.30129411951482927458692758177745008221', 85134, '2026-11-28 04:50:26.754583+00', false);
INSERT INTO public.artefacts OVERRIDING SYSTEM VALUE VALUES (8, 2, 'report-pdf', '1.2.840.10008.5.1.4.1.1.104.1', '2.25.289400087668095317999218749454311613804', '2.25.94888882350161715686420116096159331846', 78222, '2026-11-28 04:50:32.004653+00', false);
INSERT INTO public.artefacts OVERRIDING SYSTEM VALUE VALUES (9, 2, 'follow-up-sr', '1.2.840.10008.5.1.4.1.1.88.33', '2.25.334350651460824782002718432205822478337', '2.25.297352150259418393683490729637564592581', 154078, '2026-11-28 04:50:32.004653+00', false);


--
-- Data for Name: corrections; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.corrections VALUES (1, NULL, false, 'noted before the upgrade', '2026-11-28 04:50:33.059863+00');


--
-- Data for Name: cursors; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: events; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (1, '2.25.261096674875343954309101511730090347407', 'state', '{"state": "queued", "studyInstanceUid": "2.25.261096674875343954309101511730090347407"}', '2026-11-28 04:50:06.13034+00');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (2, '2.25.261096674875343954309101511730090347407', 'state', '{"state": "running", "studyInstanceUid": "2.25.261096674875343954309101511730090347407"}', '2026-11-28 04:50:06.912207+00');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (8, '2.25.261096674875343954309101511730090347407', 'state', '{"state": "done", "studyInstanceUid": "2.25.261096674875343954309101511730090347407"}', '2026-11-28 04:50:12.130382+00');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (9, '2.25.261096674875343954309101511730090347407', 'report', '{"report": "2.25.41600360551059526649319444444676614963", "studyInstanceUid": "2.25.261096674875343954309101511730090347407"}', '2026-11-28 04:50:21.775312+00');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (10, '2.25.27869386530426222067343339537878036259', 'state', '{"state": "queued", "studyInstanceUid": "2.25.27869386530426222067343339537878036259"}', '2026-11-28 04:50:22.606403+00');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (11, '2.25.27869386530426222067343339537878036259', 'state', '{"state": "running", "studyInstanceUid": "2.25.27869386530426222067343339537878036259"}', '2026-11-28 04:50:23.252245+00');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (17, '2.25.27869386530426222067343339537878036259', 'state', '{"state": "done", "studyInstanceUid": "2.25.27869386530426222067343339537878036259"}', '2026-11-28 04:50:26.754583+00');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (18, '2.25.27869386530426222067343339537878036259', 'report', '{"report": "2.25.289400087668095317999218749454311613804", "studyInstanceUid": "2.25.27869386530426222067343339537878036259"}', '2026-11-28 04:50:32.004653+00');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (19, '2.25.143969444107534455523948223541893007089', 'state', '{"state": "queued", "studyInstanceUid": "2.25.143969444107534455523948223541893007089"}', '2026-11-28 04:50:32.10318+00');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (20, '2.25.143969444107534455523948223541893007089', 'state', '{"state": "running", "studyInstanceUid": "2.25.143969444107534455523948223541893007089"}', '2026-11-28 04:50:32.372461+00');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (22, '2.25.143969444107534455523948223541893007089', 'state', '{"state": "refused", "studyInstanceUid": "2.25.143969444107534455523948223541893007089"}', '2026-11-28 04:50:32.540755+00');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (23, '2.25.307607541600025335888659486375935376582', 'state', '{"state": "queued", "studyInstanceUid": "2.25.307607541600025335888659486375935376582"}', '2026-11-28 04:50:33.723803+00');


--
-- Data for Name: failures; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.failures OVERRIDING SYSTEM VALUE VALUES (1, 3, 'NOT_CT', 'Series "2 axial" (2.25.320785809323210416958103421943115264204) is MR, not CT. Send a chest CT.', 1, '2026-11-28 04:50:32.540755+00', '2026-11-28 04:50:32.540755+00', NULL);


--
-- Data for Name: follow_up_failures; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: follow_ups; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.follow_ups VALUES (1, '3ed77d964a3c24674b2423653ef5d3113f2f0eae8abef23d200d3cf2c7044afe', '{3ed77d964a3c24674b2423653ef5d3113f2f0eae8abef23d200d3cf2c7044afe}', '{"percentPoints": 1, "rateMinimumDays": 1, "relativePercent": 20, "infectionPercent": 0.5, "lungVolumePercent": 15, "sliceDistanceRatio": 1.5}', NULL, 'Infection of 6.3 % of the lung volume.', '2026-11-28 04:50:09.751+00', '2026-11-28 04:50:21.775312+00');
INSERT INTO public.follow_ups VALUES (2, '2.25.328082145893095753111333422339344658927', '{3ed77d964a3c24674b2423653ef5d3113f2f0eae8abef23d200d3cf2c7044afe,a50bde5b27658c6f4a56a3464b57ffb7c59f13a089abc0f6cae1b0ab2bcdd83b}', '{"percentPoints": 1, "rateMinimumDays": 1, "relativePercent": 20, "infectionPercent": 0.5, "lungVolumePercent": 15, "sliceDistanceRatio": 1.5}', 'stable', 'Infection has not changed by the limits of this report (1 percentage point and 20 %): 6.3 % of the lung volume, 6.3 % on 2026-01-01 (0.0 percentage points, 0 % in 14 days).', '2026-11-28 04:50:24.581+00', '2026-11-28 04:50:32.004653+00');


--
-- Data for Name: measurements; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.measurements VALUES (1, 'lungs', 'lungMl', 12288);
INSERT INTO public.measurements VALUES (1, 'lungs', 'infectedMl', 768);
INSERT INTO public.measurements VALUES (1, 'lungs', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (1, 'lungs', 'ggoMl', 576);
INSERT INTO public.measurements VALUES (1, 'lungs', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (1, 'lungs', 'consolidationMl', 192);
INSERT INTO public.measurements VALUES (1, 'lungs', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (1, 'lungs', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (1, 'lungs', 'meanHu', -788.5);
INSERT INTO public.measurements VALUES (1, 'right', 'lungMl', 6144);
INSERT INTO public.measurements VALUES (1, 'right', 'infectedMl', 384);
INSERT INTO public.measurements VALUES (1, 'right', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (1, 'right', 'ggoMl', 288);
INSERT INTO public.measurements VALUES (1, 'right', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (1, 'right', 'consolidationMl', 96);
INSERT INTO public.measurements VALUES (1, 'right', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (1, 'right', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (1, 'right', 'meanHu', -788.5);
INSERT INTO public.measurements VALUES (1, 'left', 'lungMl', 6144);
INSERT INTO public.measurements VALUES (1, 'left', 'infectedMl', 384);
INSERT INTO public.measurements VALUES (1, 'left', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (1, 'left', 'ggoMl', 288);
INSERT INTO public.measurements VALUES (1, 'left', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (1, 'left', 'consolidationMl', 96);
INSERT INTO public.measurements VALUES (1, 'left', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (1, 'left', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (1, 'left', 'meanHu', -788.5);
INSERT INTO public.measurements VALUES (1, 'rightUpper', 'lungMl', 2048);
INSERT INTO public.measurements VALUES (1, 'rightUpper', 'infectedMl', 128);
INSERT INTO public.measurements VALUES (1, 'rightUpper', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (1, 'rightUpper', 'ggoMl', 96);
INSERT INTO public.measurements VALUES (1, 'rightUpper', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (1, 'rightUpper', 'consolidationMl', 32);
INSERT INTO public.measurements VALUES (1, 'rightUpper', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (1, 'rightUpper', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (1, 'rightUpper', 'meanHu', -796.5);
INSERT INTO public.measurements VALUES (1, 'rightMiddle', 'lungMl', 2048);
INSERT INTO public.measurements VALUES (1, 'rightMiddle', 'infectedMl', 128);
INSERT INTO public.measurements VALUES (1, 'rightMiddle', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (1, 'rightMiddle', 'ggoMl', 96);
INSERT INTO public.measurements VALUES (1, 'rightMiddle', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (1, 'rightMiddle', 'consolidationMl', 32);
INSERT INTO public.measurements VALUES (1, 'rightMiddle', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (1, 'rightMiddle', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (1, 'rightMiddle', 'meanHu', -788.5);
INSERT INTO public.measurements VALUES (1, 'rightLower', 'lungMl', 2048);
INSERT INTO public.measurements VALUES (1, 'rightLower', 'infectedMl', 128);
INSERT INTO public.measurements VALUES (1, 'rightLower', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (1, 'rightLower', 'ggoMl', 96);
INSERT INTO public.measurements VALUES (1, 'rightLower', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (1, 'rightLower', 'consolidationMl', 32);
INSERT INTO public.measurements VALUES (1, 'rightLower', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (1, 'rightLower', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (1, 'rightLower', 'meanHu', -780.5);
INSERT INTO public.measurements VALUES (1, 'leftUpper', 'lungMl', 2048);
INSERT INTO public.measurements VALUES (1, 'leftUpper', 'infectedMl', 128);
INSERT INTO public.measurements VALUES (1, 'leftUpper', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (1, 'leftUpper', 'ggoMl', 96);
INSERT INTO public.measurements VALUES (1, 'leftUpper', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (1, 'leftUpper', 'consolidationMl', 32);
INSERT INTO public.measurements VALUES (1, 'leftUpper', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (1, 'leftUpper', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (1, 'leftUpper', 'meanHu', -796.5);
INSERT INTO public.measurements VALUES (1, 'leftMiddle', 'lungMl', 2048);
INSERT INTO public.measurements VALUES (1, 'leftMiddle', 'infectedMl', 128);
INSERT INTO public.measurements VALUES (1, 'leftMiddle', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (1, 'leftMiddle', 'ggoMl', 96);
INSERT INTO public.measurements VALUES (1, 'leftMiddle', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (1, 'leftMiddle', 'consolidationMl', 32);
INSERT INTO public.measurements VALUES (1, 'leftMiddle', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (1, 'leftMiddle', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (1, 'leftMiddle', 'meanHu', -788.5);
INSERT INTO public.measurements VALUES (1, 'leftLower', 'lungMl', 2048);
INSERT INTO public.measurements VALUES (1, 'leftLower', 'infectedMl', 128);
INSERT INTO public.measurements VALUES (1, 'leftLower', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (1, 'leftLower', 'ggoMl', 96);
INSERT INTO public.measurements VALUES (1, 'leftLower', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (1, 'leftLower', 'consolidationMl', 32);
INSERT INTO public.measurements VALUES (1, 'leftLower', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (1, 'leftLower', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (1, 'leftLower', 'meanHu', -780.5);
INSERT INTO public.measurements VALUES (2, 'lungs', 'lungMl', 12288);
INSERT INTO public.measurements VALUES (2, 'lungs', 'infectedMl', 768);
INSERT INTO public.measurements VALUES (2, 'lungs', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (2, 'lungs', 'ggoMl', 576);
INSERT INTO public.measurements VALUES (2, 'lungs', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (2, 'lungs', 'consolidationMl', 192);
INSERT INTO public.measurements VALUES (2, 'lungs', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (2, 'lungs', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (2, 'lungs', 'meanHu', -788.5);
INSERT INTO public.measurements VALUES (2, 'right', 'lungMl', 6144);
INSERT INTO public.measurements VALUES (2, 'right', 'infectedMl', 384);
INSERT INTO public.measurements VALUES (2, 'right', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (2, 'right', 'ggoMl', 288);
INSERT INTO public.measurements VALUES (2, 'right', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (2, 'right', 'consolidationMl', 96);
INSERT INTO public.measurements VALUES (2, 'right', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (2, 'right', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (2, 'right', 'meanHu', -788.5);
INSERT INTO public.measurements VALUES (2, 'left', 'lungMl', 6144);
INSERT INTO public.measurements VALUES (2, 'left', 'infectedMl', 384);
INSERT INTO public.measurements VALUES (2, 'left', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (2, 'left', 'ggoMl', 288);
INSERT INTO public.measurements VALUES (2, 'left', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (2, 'left', 'consolidationMl', 96);
INSERT INTO public.measurements VALUES (2, 'left', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (2, 'left', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (2, 'left', 'meanHu', -788.5);
INSERT INTO public.measurements VALUES (2, 'rightUpper', 'lungMl', 2048);
INSERT INTO public.measurements VALUES (2, 'rightUpper', 'infectedMl', 128);
INSERT INTO public.measurements VALUES (2, 'rightUpper', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (2, 'rightUpper', 'ggoMl', 96);
INSERT INTO public.measurements VALUES (2, 'rightUpper', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (2, 'rightUpper', 'consolidationMl', 32);
INSERT INTO public.measurements VALUES (2, 'rightUpper', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (2, 'rightUpper', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (2, 'rightUpper', 'meanHu', -796.5);
INSERT INTO public.measurements VALUES (2, 'rightMiddle', 'lungMl', 2048);
INSERT INTO public.measurements VALUES (2, 'rightMiddle', 'infectedMl', 128);
INSERT INTO public.measurements VALUES (2, 'rightMiddle', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (2, 'rightMiddle', 'ggoMl', 96);
INSERT INTO public.measurements VALUES (2, 'rightMiddle', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (2, 'rightMiddle', 'consolidationMl', 32);
INSERT INTO public.measurements VALUES (2, 'rightMiddle', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (2, 'rightMiddle', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (2, 'rightMiddle', 'meanHu', -788.5);
INSERT INTO public.measurements VALUES (2, 'rightLower', 'lungMl', 2048);
INSERT INTO public.measurements VALUES (2, 'rightLower', 'infectedMl', 128);
INSERT INTO public.measurements VALUES (2, 'rightLower', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (2, 'rightLower', 'ggoMl', 96);
INSERT INTO public.measurements VALUES (2, 'rightLower', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (2, 'rightLower', 'consolidationMl', 32);
INSERT INTO public.measurements VALUES (2, 'rightLower', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (2, 'rightLower', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (2, 'rightLower', 'meanHu', -780.5);
INSERT INTO public.measurements VALUES (2, 'leftUpper', 'lungMl', 2048);
INSERT INTO public.measurements VALUES (2, 'leftUpper', 'infectedMl', 128);
INSERT INTO public.measurements VALUES (2, 'leftUpper', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (2, 'leftUpper', 'ggoMl', 96);
INSERT INTO public.measurements VALUES (2, 'leftUpper', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (2, 'leftUpper', 'consolidationMl', 32);
INSERT INTO public.measurements VALUES (2, 'leftUpper', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (2, 'leftUpper', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (2, 'leftUpper', 'meanHu', -796.5);
INSERT INTO public.measurements VALUES (2, 'leftMiddle', 'lungMl', 2048);
INSERT INTO public.measurements VALUES (2, 'leftMiddle', 'infectedMl', 128);
INSERT INTO public.measurements VALUES (2, 'leftMiddle', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (2, 'leftMiddle', 'ggoMl', 96);
INSERT INTO public.measurements VALUES (2, 'leftMiddle', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (2, 'leftMiddle', 'consolidationMl', 32);
INSERT INTO public.measurements VALUES (2, 'leftMiddle', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (2, 'leftMiddle', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (2, 'leftMiddle', 'meanHu', -788.5);
INSERT INTO public.measurements VALUES (2, 'leftLower', 'lungMl', 2048);
INSERT INTO public.measurements VALUES (2, 'leftLower', 'infectedMl', 128);
INSERT INTO public.measurements VALUES (2, 'leftLower', 'infectedPercent', 6.25);
INSERT INTO public.measurements VALUES (2, 'leftLower', 'ggoMl', 96);
INSERT INTO public.measurements VALUES (2, 'leftLower', 'ggoPercent', 4.6875);
INSERT INTO public.measurements VALUES (2, 'leftLower', 'consolidationMl', 32);
INSERT INTO public.measurements VALUES (2, 'leftLower', 'consolidationPercent', 1.5625);
INSERT INTO public.measurements VALUES (2, 'leftLower', 'highOpacityPercent', 0);
INSERT INTO public.measurements VALUES (2, 'leftLower', 'meanHu', -780.5);


--
-- Data for Name: migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.migrations VALUES (1, 'studies', '2026-11-28 04:50:00.128177+00');
INSERT INTO public.migrations VALUES (2, 'analyses', '2026-11-28 04:50:00.24316+00');
INSERT INTO public.migrations VALUES (3, 'events', '2026-11-28 04:50:00.433118+00');
INSERT INTO public.migrations VALUES (4, 'follow_ups', '2026-11-28 04:50:00.463019+00');
INSERT INTO public.migrations VALUES (5, 'report_events', '2026-11-28 04:50:00.517422+00');


--
-- Data for Name: patients; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.patients OVERRIDING SYSTEM VALUE VALUES (1, 'UPGRADED', '', 'Tiny^Ct', '1960-01-02', 'O', '2026-11-28 04:50:12.130382+00');
INSERT INTO public.patients OVERRIDING SYSTEM VALUE VALUES (3, 'UPGRADED-2', '', 'Tiny^Ct', '1960-01-02', 'O', NULL);


--
-- Data for Name: series; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.series OVERRIDING SYSTEM VALUE VALUES (1, 1, '2.25.286735276301199985089508543607936762249', 'CT', 2, 'axial', 'LUNG', 5, 24, 1, 'Series "2 axial" (2.25.286735276301199985089508543607936762249) is the only fitting series: 24 slices every 5 mm, labelled as chest, original.', NULL, NULL);
INSERT INTO public.series OVERRIDING SYSTEM VALUE VALUES (2, 2, '2.25.261089533970575867551725920822888831681', 'CT', 2, 'axial', 'LUNG', 5, 24, 1, 'Series "2 axial" (2.25.261089533970575867551725920822888831681) is the only fitting series: 24 slices every 5 mm, labelled as chest, original.', NULL, NULL);
INSERT INTO public.series OVERRIDING SYSTEM VALUE VALUES (3, 3, '2.25.320785809323210416958103421943115264204', 'MR', 2, 'axial', '', NULL, 3, NULL, '', 'NOT_CT', 'Series "2 axial" (2.25.320785809323210416958103421943115264204) is MR, not CT. Send a chest CT.');


--
-- Data for Name: sightings; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: studies; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.studies OVERRIDING SYSTEM VALUE VALUES (1, '2.25.261096674875343954309101511730090347407', 1, '2026-01-01', '10:11:12', 'Chest CT', 'A-upgraded-20260', 'upgraded tiny ct a-upgraded-20260 chest ct 2026-01-01', 'done', '', 0, 'deeaaf6fce64131ebca9edd2fc33ff5eea0a9cd4a4ff0b4d97d6c8d65c6d0f99', 'identity of simple-1', false, '2026-11-28 04:50:06.13034+00', '2026-11-28 04:50:12.130382+00');
INSERT INTO public.studies OVERRIDING SYSTEM VALUE VALUES (2, '2.25.27869386530426222067343339537878036259', 1, '2026-01-15', '10:11:12', 'Chest CT', 'A-upgraded-20260', 'upgraded tiny ct a-upgraded-20260 chest ct 2026-01-15', 'done', '', 0, '289e0deceaaf067b61c4a26000e69fafa33d20d49a3f242d78a0620b5b5ae1ec', 'identity of simple-1', false, '2026-11-28 04:50:22.606403+00', '2026-11-28 04:50:26.754583+00');
INSERT INTO public.studies OVERRIDING SYSTEM VALUE VALUES (3, '2.25.143969444107534455523948223541893007089', 3, '2026-01-02', '10:11:12', '', 'A-upgraded-mr', 'upgraded-2 tiny ct a-upgraded-mr  2026-01-02', 'refused', '', 0, 'c9596a2996923ace49689aed7b07ae3cc8854bb39f03391d93c3cdbb5c0ef8ea', 'identity of simple-1', false, '2026-11-28 04:50:32.10318+00', '2026-11-28 04:50:32.540755+00');
INSERT INTO public.studies OVERRIDING SYSTEM VALUE VALUES (4, '2.25.307607541600025335888659486375935376582', NULL, NULL, NULL, '', '', '', 'queued', '', 0, NULL, NULL, false, '2026-11-28 04:50:33.723803+00', '2026-11-28 04:50:33.723803+00');


--
-- Data for Name: thumbnails; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.thumbnails VALUES (1, 0, 0, '2.25.29461331393082595426839395351675562593', NULL, 6400, 6.25, '\xffd8ffdb0043000604040504040605050506060607090e0909080809120d0d0a0e1512161615121414171a211c17181f1914141d271d1f2223252525161c292c28242b21242524ffdb00430106060609080911090911241814182424242424242424242424242424242424242424242424242424242424242424242424242424242424242424242424242424ffc000110800d8012003011100021101031101ffc4001c0001010002030101000000000000000000000601020305070408ffc400361001000101040804060103050100000000000102030711c204050612134583a1142131511516324142612252629108246381d1a3ffc4001a010100020301000000000000000000000000010203040506ffc4002a1101000104020104020105010100000000000102031112040513153151612141140662a1c1c22232ffda000c03010002110311003f00fca8000002feeab9a747382fc00000000000000000000000000000000000000405eaf2beb64040000000000000bfbaae69d1ce0bf000000000000000000000000000000000000001017abcafad90100000000000002feeab9a747382fc00000000000000000000000000000000000000405eaf2beb64040000000000000bfbaae69d1ce0bf000000000000000000000000000000000000001017abcafad90100000000000002feeab9a747382fc00000000000000000000000000000000000000405eaf2beb64040000000000000bfbaae69d1ce0bf000000000000000000000000000000000000001017abcafad90100000000000002feeab9a747382fc00000000000000000000000000000000000000405eaf2beb64040000000000000bfbaae69d1ce0bf000000000000000000000000000000000000001017abcafad90100000000000002feeab9a747382fc00000000000000000000000000000000000000405eaf2beb64040000000000000bfbaae69d1ce0bf000000000000000000000000000000000000001017abcafad90100000000000002feeab9a747382fc00000000000000000000000000000000000000405eaf2beb64040000000000000bfbaae69d1ce98856aab0be4e15ddacd782755a258e2c27449c4340e29a045a628d0cb789c51aab3513e4611bb59af04eab658e2c27449c4340e2c1a0cc5a628d4cb689c518526b26703098a9a4da609d16c9c54e81c4340e2c1a0cc578a3544cb64615dd89ab0354c54d7889d16c9c44e81c4340e21a082bd3ab7be19d6c8ad5184a095000000000005fdd5734e8e733856689abd97d8629da11e1a989b1aaaf484f96213a4c35f0b5fb1e6a56c33e16bf64f9a9312c785afd91e6a4c331a3571f63cd4a3596d144d3ea8de2559b5326189bc1e1a9ace8f5d5e909f2c42d14cc31e16bf63cd4a70cf85afd93e6a4c4b1e16bf6479a930cc68f5d3eb07961134ccb68a777d51bc4ab366a92689abd0de208b554359d1ab9fb27cd4adacb1e16bf63cd4a70cf85afd93e6a4c4b1e16bf6479a930da2c6aa7d60f2c4ab344cb3861e48da11e1a989b39abd13e4884c5b986be16b9fb1e6a5383c2d7ec79a94e19f0b5fb27cd49893c2d7ec79a931281bd3b2aacfe198c618f1b22b35c55ec61048000000000005edd6d587c4fa39dadc8b9a61e8ba0e07f2bc9f58ff397a268b4f12a8868dce5621dbbbd2eb1eca6d5ba93c4447f1722ff0069afedc2e4f0747714ecae31f47668cf75f6e64d9fcb59d96c27e8ec98ee7ed3165b53b2b8c7d1d913dd7da26cb874ad99e1d133b9d992df7199f765b5c7da52facf43f0f54c6183af639db3bfc5eab7fd3e4d0ecb8b6910cf7797ac366f74dac670a9d5db3fc7a22777b38d7fb6d67dde7b93c4d25d87cabe5f4766afad7db4bc4d7e56f3fa3b2deb3f6bf85b46caf97d1d95f5afb53c4f87586cf702899dd6cd9edb69f76e71f8bbca5b4eb1e0d730ecd9e66d0f4163a7da3d9cdab744f11544618b1dfe6eb0c5c9ea748f654e89b35c5a22773b38d77b8d67dde7ef71f597d156cae1f876638eebed862cb58d96899fa3b27d67ed69b2da7657cbe8ec88eebed48b4e9f5a6a4f0f13fc7d1bdc7ed36fdba9c5e0ee9ab6a376d775d6a79598cbb9474b9a73876faab56f8998f2c7168f23b0d1cee5f5be3fd28ec765f7a989dcece555dce27ddc3aece25b55b2b87e1d911dd7da22cb5f95ff00b3b27d67ed3e03e57fecec7acfd9e0790dff00eabf86fc07f8e1c4f13db85ffaef749cdfe4eff58ff6c17e8d70f21775ae00000000002eeec399f4b3b9dcf89ffce3effd3df7f43574d3e7dbfb7fe9e93ab3cad231716fd3387b3e55db787a36cf5a594534e383cb7368af2f11d8d54e7f0aba2dec373ece2cdbb9979caa632d2bb7b0c7ecb45bb8bd330decedec30fb2b36ee2b54c3e4d656f613653861e8cd62ddccb638b31b3cdb68aaa66bab75eb3834d587baeb6e5188cbabd533116f18fbb73934d5aba1ccb96f47a5ea0b5b18b2a71c3d1e4b996ebcbc1f61553b4e1df4dbe8f87d9cdf1dc71f319714dbd86f7d97f1dc65cc61cb4dbe8fbbf6526ddc62998cba5d796d6336556183a1c4b75e5d5e0551b7e5e67ae6626da70f77ade2d356af79c2b96f57d9b3d55316918b07369ab0d6ec6e5131f87a5eaab6b08b18c70792e45bb9b3c272e6367dd5dbd861f66bc5bb8d3a661c74dbd863f65a6ddc6499872d76f61bbf6522ddccb1c4c6527b496b653455861e8edf068af3f97a3eb2aa62632f3bd2e7fdc7fdbd45ba6ad5ed6cdcb7a2ab666ba2269de71b9f455f9c3cf7695d139c3d0744b7b0e1c7a7a3cc5cb7732f197a632dad2dec3f48a6ddc5699871f1ec3f4b78ee2f9838f61fa3c770cc3c23fd5157675fcb3b987978bc7ff8bdb7f47d35479b6fedff00a68f367ff9783bdab4400000000005edd6538fc4fa39d82f5bdf0ecf51cefe2eff0078ff00197a1d855c3aa25ab5f172ea5ceea6a8f7779a16ba9d1e23f939f77ac8a9c9bfcdddd8c6d4d51186f776a7a347c3466eb13b5133f9774fa347c262f331b53547e5dd13d347c226eb8adf6966d2998deeebd1d3c44fb325bbfacba3d3b4c9d2267cdd1b5c1d5d7b1dacd1fb7cfa35af0abc596be26619aef71354632efb43d7f3614c46f77736ef55157e9c7bdcbde5f5fcd5561f57760f458f86b795afcd138fd5dd3e8d1f0b799b46d55587d5dd1e8b1f0af95f2e97b4336d4cc6f7766b5d4c533ecd8b3cad25d0e956dc6ab174adf1358762d77134c632e5d0b4af0f3138a97785b31dfeda6b877ba3ed24d95386f77736bea2267d9c8b9c8da5cd3b5354fe5dd48e9a3e18a2eb58da898fcbba7d1a3e169bcda76a6a98c37bba3d1a3e158baebb4ed753a444f9e2dab3d6452dee3f374749695efd7bce8d3c5c461d5a7ba988c65d8681ac674698f3f46adeebf769723b29b8eeacf6a2aa2988deeee7d5d344cfb39755eccb33b5354fe5dc8e9a3e111798f9a27faa7fc9e8f1f09f31f344ff0054ff0093d1e3e0f33caafd35a4eb2f826338f0fc477e1ffe3add670ff8fb7de3fdb15daf6c3ca5d561000000000017f755cd3a39d30a57331ecbe95b0a6d2d2aae63d168a61789969c4aff0069d21638951a41938b51a40cc5a5526b08997253332acc429354b3288844552e3aabaa3d168a619225af16bfda74849c4a8d20c9c5aff6690368aea944d30899725338ab310c7354b154cc111098aa5c7369542fac2f12c716a34849c4a8d20c9c5aff00669037a6b99f544d30acccb78f4570a6d2d6aaa63d13110b4552e39b4a96d217c9c4a8d2038951a41938951a419425e8d5357c331ff972295c447b108351200000000002feeab9a74738898cafd3946ad669894ec9c31b906d293720da43720da467720d918662304651a864d589a2253b270c6e41b4a4dc83690dc8369198a20d918670c11946a4c6264d58dc84ec9c31b906d293720da43720da466298836461b2328d5898c4c9ab5dc84ecb60dc83690dc3690dc3691057a94e1f0beb6444ce440a0000000000017f755cd3a39c17e00000000000000000000000000000000000000202f5795f5b20200000000000005fdd5734e8e705f80000000000000000000000000000000000000080bd5e57d6c80800000000000017f755cd3a39c17e00000000000000000000000000000000000000202f5795f5b20200000000000005fdd5734e8e705f80000000000000000000000000000000000000080bd5e57d6c80800000000000017f755cd3a39c17e00000000000000000000000000000000000000202f5795f5b20200000000000005fdd5734e8e705f80000000000000000000000000000000000000080bd5e57d6c80800000000000017f755cd3a39c17e00000000000000000000000000000000000000202f5795f5b20200000000000005fdd5734e8e705f80000000000000000000000000000000000000080bd5e57d6c80800000000000017f755cd3a39c17e00000000000000000000000000000000000000202f5795f5b20200000007fffd9');
INSERT INTO public.thumbnails VALUES (2, 0, 0, '2.25.193707833282431876123324668262794237701', NULL, 6400, 6.25, '\xffd8ffdb0043000604040504040605050506060607090e0909080809120d0d0a0e1512161615121414171a211c17181f1914141d271d1f2223252525161c292c28242b21242524ffdb00430106060609080911090911241814182424242424242424242424242424242424242424242424242424242424242424242424242424242424242424242424242424ffc000110800d8012003011100021101031101ffc4001c0001010002030101000000000000000000000601020305070408ffc400361001000101040804060103050100000000000102030711c204050612134583a1142131511516324142612252629108246381d1a3ffc4001a010100020301000000000000000000000000010203040506ffc4002a1101000104020104020105010100000000000102031112040513153151612141140662a1c1c22232ffda000c03010002110311003f00fca8000002feeab9a747382fc00000000000000000000000000000000000000405eaf2beb64040000000000000bfbaae69d1ce0bf000000000000000000000000000000000000001017abcafad90100000000000002feeab9a747382fc00000000000000000000000000000000000000405eaf2beb64040000000000000bfbaae69d1ce0bf000000000000000000000000000000000000001017abcafad90100000000000002feeab9a747382fc00000000000000000000000000000000000000405eaf2beb64040000000000000bfbaae69d1ce0bf000000000000000000000000000000000000001017abcafad90100000000000002feeab9a747382fc00000000000000000000000000000000000000405eaf2beb64040000000000000bfbaae69d1ce0bf000000000000000000000000000000000000001017abcafad90100000000000002feeab9a747382fc00000000000000000000000000000000000000405eaf2beb64040000000000000bfbaae69d1ce0bf000000000000000000000000000000000000001017abcafad90100000000000002feeab9a747382fc00000000000000000000000000000000000000405eaf2beb64040000000000000bfbaae69d1ce98856aab0be4e15ddacd782755a258e2c27449c4340e29a045a628d0cb789c51aab3513e4611bb59af04eab658e2c27449c4340e2c1a0cc5a628d4cb689c518526b26703098a9a4da609d16c9c54e81c4340e2c1a0cc578a3544cb64615dd89ab0354c54d7889d16c9c44e81c4340e21a082bd3ab7be19d6c8ad5184a095000000000005fdd5734e8e733856689abd97d8629da11e1a989b1aaaf484f96213a4c35f0b5fb1e6a56c33e16bf64f9a9312c785afd91e6a4c331a3571f63cd4a3596d144d3ea8de2559b5326189bc1e1a9ace8f5d5e909f2c42d14cc31e16bf63cd4a70cf85afd93e6a4c4b1e16bf6479a930cc68f5d3eb07961134ccb68a777d51bc4ab366a92689abd0de208b554359d1ab9fb27cd4adacb1e16bf63cd4a70cf85afd93e6a4c4b1e16bf6479a930da2c6aa7d60f2c4ab344cb3861e48da11e1a989b39abd13e4884c5b986be16b9fb1e6a5383c2d7ec79a94e19f0b5fb27cd49893c2d7ec79a931281bd3b2aacfe198c618f1b22b35c55ec61048000000000005edd6d587c4fa39dadc8b9a61e8ba0e07f2bc9f58ff397a268b4f12a8868dce5621dbbbd2eb1eca6d5ba93c4447f1722ff0069afedc2e4f0747714ecae31f47668cf75f6e64d9fcb59d96c27e8ec98ee7ed3165b53b2b8c7d1d913dd7da26cb874ad99e1d133b9d992df7199f765b5c7da52facf43f0f54c6183af639db3bfc5eab7fd3e4d0ecb8b6910cf7797ac366f74dac670a9d5db3fc7a22777b38d7fb6d67dde7b93c4d25d87cabe5f4766afad7db4bc4d7e56f3fa3b2deb3f6bf85b46caf97d1d95f5afb53c4f87586cf702899dd6cd9edb69f76e71f8bbca5b4eb1e0d730ecd9e66d0f4163a7da3d9cdab744f11544618b1dfe6eb0c5c9ea748f654e89b35c5a22773b38d77b8d67dde7ef71f597d156cae1f876638eebed862cb58d96899fa3b27d67ed69b2da7657cbe8ec88eebed48b4e9f5a6a4f0f13fc7d1bdc7ed36fdba9c5e0ee9ab6a376d775d6a79598cbb9474b9a73876faab56f8998f2c7168f23b0d1cee5f5be3fd28ec765f7a989dcece555dce27ddc3aece25b55b2b87e1d911dd7da22cb5f95ff00b3b27d67ed3e03e57fecec7acfd9e0790dff00eabf86fc07f8e1c4f13db85ffaef749cdfe4eff58ff6c17e8d70f21775ae00000000002eeec399f4b3b9dcf89ffce3effd3df7f43574d3e7dbfb7fe9e93ab3cad231716fd3387b3e55db787a36cf5a594534e383cb7368af2f11d8d54e7f0aba2dec373ece2cdbb9979caa632d2bb7b0c7ecb45bb8bd330decedec30fb2b36ee2b54c3e4d656f613653861e8cd62ddccb638b31b3cdb68aaa66bab75eb3834d587baeb6e5188cbabd533116f18fbb73934d5aba1ccb96f47a5ea0b5b18b2a71c3d1e4b996ebcbc1f61553b4e1df4dbe8f87d9cdf1dc71f319714dbd86f7d97f1dc65cc61cb4dbe8fbbf6526ddc62998cba5d796d6336556183a1c4b75e5d5e0551b7e5e67ae6626da70f77ade2d356af79c2b96f57d9b3d55316918b07369ab0d6ec6e5131f87a5eaab6b08b18c70792e45bb9b3c272e6367dd5dbd861f66bc5bb8d3a661c74dbd863f65a6ddc6499872d76f61bbf6522ddccb1c4c6527b496b653455861e8edf068af3f97a3eb2aa62632f3bd2e7fdc7fdbd45ba6ad5ed6cdcb7a2ab666ba2269de71b9f455f9c3cf7695d139c3d0744b7b0e1c7a7a3cc5cb7732f197a632dad2dec3f48a6ddc5699871f1ec3f4b78ee2f9838f61fa3c770cc3c23fd5157675fcb3b987978bc7ff8bdb7f47d35479b6fedff00a68f367ff9783bdab4400000000005edd6538fc4fa39d82f5bdf0ecf51cefe2eff0078ff00197a1d855c3aa25ab5f172ea5ceea6a8f7779a16ba9d1e23f939f77ac8a9c9bfcdddd8c6d4d51186f776a7a347c3466eb13b5133f9774fa347c262f331b53547e5dd13d347c226eb8adf6966d2998deeebd1d3c44fb325bbfacba3d3b4c9d2267cdd1b5c1d5d7b1dacd1fb7cfa35af0abc596be26619aef71354632efb43d7f3614c46f77736ef55157e9c7bdcbde5f5fcd5561f57760f458f86b795afcd138fd5dd3e8d1f0b799b46d55587d5dd1e8b1f0af95f2e97b4336d4cc6f7766b5d4c533ecd8b3cad25d0e956dc6ab174adf1358762d77134c632e5d0b4af0f3138a97785b31dfeda6b877ba3ed24d95386f77736bea2267d9c8b9c8da5cd3b5354fe5dd48e9a3e18a2eb58da898fcbba7d1a3e169bcda76a6a98c37bba3d1a3e158baebb4ed753a444f9e2dab3d6452dee3f374749695efd7bce8d3c5c461d5a7ba988c65d8681ac674698f3f46adeebf769723b29b8eeacf6a2aa2988deeee7d5d344cfb39755eccb33b5354fe5dc8e9a3e111798f9a27faa7fc9e8f1f09f31f344ff0054ff0093d1e3e0f33caafd35a4eb2f826338f0fc477e1ffe3add670ff8fb7de3fdb15daf6c3ca5d561000000000017f755cd3a39d30a57331ecbe95b0a6d2d2aae63d168a61789969c4aff0069d21638951a41938b51a40cc5a5526b08997253332acc429354b3288844552e3aabaa3d168a619225af16bfda74849c4a8d20c9c5aff6690368aea944d30899725338ab310c7354b154cc111098aa5c7369542fac2f12c716a34849c4a8d20c9c5aff00669037a6b99f544d30acccb78f4570a6d2d6aaa63d13110b4552e39b4a96d217c9c4a8d2038951a41938951a419425e8d5357c331ff972295c447b108351200000000002feeab9a74738898cafd3946ad669894ec9c31b906d293720da43720da467720d918662304651a864d589a2253b270c6e41b4a4dc83690dc8369198a20d918670c11946a4c6264d58dc84ec9c31b906d293720da43720da466298836461b2328d5898c4c9ab5dc84ecb60dc83690dc3690dc3691057a94e1f0beb6444ce440a0000000000017f755cd3a39c17e00000000000000000000000000000000000000202f5795f5b20200000000000005fdd5734e8e705f80000000000000000000000000000000000000080bd5e57d6c80800000000000017f755cd3a39c17e00000000000000000000000000000000000000202f5795f5b20200000000000005fdd5734e8e705f80000000000000000000000000000000000000080bd5e57d6c80800000000000017f755cd3a39c17e00000000000000000000000000000000000000202f5795f5b20200000000000005fdd5734e8e705f80000000000000000000000000000000000000080bd5e57d6c80800000000000017f755cd3a39c17e00000000000000000000000000000000000000202f5795f5b20200000000000005fdd5734e8e705f80000000000000000000000000000000000000080bd5e57d6c80800000000000017f755cd3a39c17e00000000000000000000000000000000000000202f5795f5b20200000007fffd9');


--
-- Name: analyses_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.analyses_id_seq', 2, true);


--
-- Name: artefacts_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.artefacts_id_seq', 9, true);


--
-- Name: events_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.events_id_seq', 23, true);


--
-- Name: failures_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.failures_id_seq', 1, true);


--
-- Name: patients_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.patients_id_seq', 3, true);


--
-- Name: series_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.series_id_seq', 3, true);


--
-- Name: studies_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.studies_id_seq', 4, true);


--
-- Name: bam bam_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.bam
    ADD CONSTRAINT bam_pkey PRIMARY KEY (id);


--
-- Name: instance instance_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.instance
    ADD CONSTRAINT instance_pkey PRIMARY KEY (id);


--
-- Name: job job_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (name, id);


--
-- Name: job_common job_common_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.job_common
    ADD CONSTRAINT job_common_pkey PRIMARY KEY (name, id);


--
-- Name: job_dependency job_dependency_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.job_dependency
    ADD CONSTRAINT job_dependency_pkey PRIMARY KEY (child_name, child_id, parent_name, parent_id);


--
-- Name: queue queue_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue
    ADD CONSTRAINT queue_pkey PRIMARY KEY (name);


--
-- Name: queue_stats queue_stats_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue_stats
    ADD CONSTRAINT queue_stats_pkey PRIMARY KEY (id, captured_on);


--
-- Name: queue_stats_20261128 queue_stats_20261128_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue_stats_20261128
    ADD CONSTRAINT queue_stats_20261128_pkey PRIMARY KEY (id, captured_on);


--
-- Name: queue_stats_20261129 queue_stats_20261129_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue_stats_20261129
    ADD CONSTRAINT queue_stats_20261129_pkey PRIMARY KEY (id, captured_on);


--
-- Name: schedule schedule_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.schedule
    ADD CONSTRAINT schedule_pkey PRIMARY KEY (name, key);


--
-- Name: subscription subscription_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.subscription
    ADD CONSTRAINT subscription_pkey PRIMARY KEY (event, name);


--
-- Name: version version_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.version
    ADD CONSTRAINT version_pkey PRIMARY KEY (version);


--
-- Name: warning warning_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.warning
    ADD CONSTRAINT warning_pkey PRIMARY KEY (id);


--
-- Name: analyses analyses_current; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_current EXCLUDE USING btree (study WITH =) WHERE ((superseded_by IS NULL)) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: analyses analyses_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_key_key UNIQUE (key);


--
-- Name: analyses analyses_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_pkey PRIMARY KEY (id);


--
-- Name: arrivals arrivals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.arrivals
    ADD CONSTRAINT arrivals_pkey PRIMARY KEY (study, source);


--
-- Name: artefacts artefacts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artefacts
    ADD CONSTRAINT artefacts_pkey PRIMARY KEY (id);


--
-- Name: artefacts artefacts_sop_instance_uid_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artefacts
    ADD CONSTRAINT artefacts_sop_instance_uid_key UNIQUE (sop_instance_uid);


--
-- Name: corrections corrections_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.corrections
    ADD CONSTRAINT corrections_pkey PRIMARY KEY (study);


--
-- Name: cursors cursors_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cursors
    ADD CONSTRAINT cursors_pkey PRIMARY KEY (name);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);


--
-- Name: failures failures_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.failures
    ADD CONSTRAINT failures_pkey PRIMARY KEY (id);


--
-- Name: follow_up_failures follow_up_failures_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.follow_up_failures
    ADD CONSTRAINT follow_up_failures_pkey PRIMARY KEY (patient);


--
-- Name: follow_ups follow_ups_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.follow_ups
    ADD CONSTRAINT follow_ups_pkey PRIMARY KEY (analysis);


--
-- Name: measurements measurements_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.measurements
    ADD CONSTRAINT measurements_pkey PRIMARY KEY (analysis, region, quantity);


--
-- Name: migrations migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (number);


--
-- Name: patients patients_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.patients
    ADD CONSTRAINT patients_pkey PRIMARY KEY (id);


--
-- Name: series series_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.series
    ADD CONSTRAINT series_pkey PRIMARY KEY (id);


--
-- Name: series series_series_instance_uid_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.series
    ADD CONSTRAINT series_series_instance_uid_key UNIQUE (series_instance_uid);


--
-- Name: sightings sightings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT sightings_pkey PRIMARY KEY (study_instance_uid);


--
-- Name: studies studies_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.studies
    ADD CONSTRAINT studies_pkey PRIMARY KEY (id);


--
-- Name: studies studies_study_instance_uid_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.studies
    ADD CONSTRAINT studies_study_instance_uid_key UNIQUE (study_instance_uid);


--
-- Name: thumbnails thumbnails_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.thumbnails
    ADD CONSTRAINT thumbnails_pkey PRIMARY KEY (analysis, "position");


--
-- Name: job_common_i1; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i1 ON pgboss.job_common USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));


--
-- Name: job_common_i10; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i10 ON pgboss.job_common USING btree (name, singleton_key, state DESC, created_on, id) INCLUDE (start_after) WHERE ((state < 'active'::pgboss.job_state) AND (NOT blocked) AND (policy = 'key_strict_fifo'::text));


--
-- Name: job_common_i11; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i11 ON pgboss.job_common USING btree (name, priority DESC, created_on, start_after) WHERE ((state < 'active'::pgboss.job_state) AND (NOT blocked));


--
-- Name: job_common_i12; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i12 ON pgboss.job_common USING btree (source_root_id) WHERE (source_root_id IS NOT NULL);


--
-- Name: job_common_i13; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i13 ON pgboss.job_common USING btree (name, singleton_key) WHERE ((state = 'created'::pgboss.job_state) AND upsert_by_key);


--
-- Name: job_common_i14; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i14 ON pgboss.job_common USING btree (name, state, blocked, start_after) WHERE (state = ANY (ARRAY['created'::pgboss.job_state, 'retry'::pgboss.job_state, 'active'::pgboss.job_state, 'failed'::pgboss.job_state]));


--
-- Name: job_common_i15; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i15 ON pgboss.job_common USING btree (name, created_on);


--
-- Name: job_common_i16; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i16 ON pgboss.job_common USING btree (name, completed_on) WHERE (completed_on IS NOT NULL);


--
-- Name: job_common_i17; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i17 ON pgboss.job_common USING btree (name, singleton_key, created_on) WHERE ((state < 'active'::pgboss.job_state) AND (singleton_key IS NOT NULL));


--
-- Name: job_common_i2; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i2 ON pgboss.job_common USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));


--
-- Name: job_common_i3; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i3 ON pgboss.job_common USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));


--
-- Name: job_common_i4; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i4 ON pgboss.job_common USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));


--
-- Name: job_common_i6; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i6 ON pgboss.job_common USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'exclusive'::text));


--
-- Name: job_common_i7; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i7 ON pgboss.job_common USING btree (name, group_id) WHERE ((state = 'active'::pgboss.job_state) AND (group_id IS NOT NULL));


--
-- Name: job_common_i8; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i8 ON pgboss.job_common USING btree (name, singleton_key) WHERE ((state = ANY (ARRAY['active'::pgboss.job_state, 'retry'::pgboss.job_state, 'failed'::pgboss.job_state])) AND (policy = 'key_strict_fifo'::text));


--
-- Name: job_common_i9; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i9 ON pgboss.job_common USING btree (name, id) WHERE (blocking AND (state = 'completed'::pgboss.job_state));


--
-- Name: job_dep_parent_idx; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_dep_parent_idx ON pgboss.job_dependency USING btree (parent_name, parent_id);


--
-- Name: queue_stats_i1; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX queue_stats_i1 ON ONLY pgboss.queue_stats USING btree (name, captured_on DESC) INCLUDE (deferred_count, queued_count, ready_count, active_count, failed_count, total_count);


--
-- Name: queue_stats_20261128_name_captured_on_deferred_count_queued_idx; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX queue_stats_20261128_name_captured_on_deferred_count_queued_idx ON pgboss.queue_stats_20261128 USING btree (name, captured_on DESC) INCLUDE (deferred_count, queued_count, ready_count, active_count, failed_count, total_count);


--
-- Name: queue_stats_20261129_name_captured_on_deferred_count_queued_idx; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX queue_stats_20261129_name_captured_on_deferred_count_queued_idx ON pgboss.queue_stats_20261129 USING btree (name, captured_on DESC) INCLUDE (deferred_count, queued_count, ready_count, active_count, failed_count, total_count);


--
-- Name: warning_i1; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX warning_i1 ON pgboss.warning USING btree (created_on DESC);


--
-- Name: analyses_study; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX analyses_study ON public.analyses USING btree (study);


--
-- Name: analyses_timeline; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX analyses_timeline ON public.analyses USING btree (patient, model_set, acquired_at) WHERE (superseded_by IS NULL);


--
-- Name: artefacts_analysis; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX artefacts_analysis ON public.artefacts USING btree (analysis);


--
-- Name: artefacts_series; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX artefacts_series ON public.artefacts USING btree (series_instance_uid);


--
-- Name: events_happened_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_happened_at ON public.events USING btree (happened_at);


--
-- Name: failures_open; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX failures_open ON public.failures USING btree (study) WHERE (resolved_at IS NULL);


--
-- Name: patients_identity; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX patients_identity ON public.patients USING btree (patient_id, issuer_of_patient_id) WHERE (patient_id <> ''::text);


--
-- Name: series_study; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX series_study ON public.series USING btree (study);


--
-- Name: studies_patient; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX studies_patient ON public.studies USING btree (patient);


--
-- Name: studies_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX studies_state ON public.studies USING btree (state, id);


--
-- Name: studies_study_date; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX studies_study_date ON public.studies USING btree (study_date);


--
-- Name: job_common_pkey; Type: INDEX ATTACH; Schema: pgboss; Owner: -
--

ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.job_common_pkey;


--
-- Name: queue_stats_20261128_name_captured_on_deferred_count_queued_idx; Type: INDEX ATTACH; Schema: pgboss; Owner: -
--

ALTER INDEX pgboss.queue_stats_i1 ATTACH PARTITION pgboss.queue_stats_20261128_name_captured_on_deferred_count_queued_idx;


--
-- Name: queue_stats_20261128_pkey; Type: INDEX ATTACH; Schema: pgboss; Owner: -
--

ALTER INDEX pgboss.queue_stats_pkey ATTACH PARTITION pgboss.queue_stats_20261128_pkey;


--
-- Name: queue_stats_20261129_name_captured_on_deferred_count_queued_idx; Type: INDEX ATTACH; Schema: pgboss; Owner: -
--

ALTER INDEX pgboss.queue_stats_i1 ATTACH PARTITION pgboss.queue_stats_20261129_name_captured_on_deferred_count_queued_idx;


--
-- Name: queue_stats_20261129_pkey; Type: INDEX ATTACH; Schema: pgboss; Owner: -
--

ALTER INDEX pgboss.queue_stats_pkey ATTACH PARTITION pgboss.queue_stats_20261129_pkey;


--
-- Name: job_common dlq_fkey; Type: FK CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.job_common
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;


--
-- Name: job_common q_fkey; Type: FK CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.job_common
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;


--
-- Name: queue queue_dead_letter_fkey; Type: FK CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue
    ADD CONSTRAINT queue_dead_letter_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name);


--
-- Name: schedule schedule_name_fkey; Type: FK CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.schedule
    ADD CONSTRAINT schedule_name_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE CASCADE;


--
-- Name: subscription subscription_name_fkey; Type: FK CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.subscription
    ADD CONSTRAINT subscription_name_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE CASCADE;


--
-- Name: analyses analyses_patient_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_patient_fkey FOREIGN KEY (patient) REFERENCES public.patients(id);


--
-- Name: analyses analyses_series_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_series_fkey FOREIGN KEY (series) REFERENCES public.series(id) ON DELETE CASCADE;


--
-- Name: analyses analyses_study_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_study_fkey FOREIGN KEY (study) REFERENCES public.studies(id) ON DELETE CASCADE;


--
-- Name: analyses analyses_superseded_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_superseded_by_fkey FOREIGN KEY (superseded_by) REFERENCES public.analyses(id);


--
-- Name: arrivals arrivals_study_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.arrivals
    ADD CONSTRAINT arrivals_study_fkey FOREIGN KEY (study) REFERENCES public.studies(id) ON DELETE CASCADE;


--
-- Name: artefacts artefacts_analysis_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artefacts
    ADD CONSTRAINT artefacts_analysis_fkey FOREIGN KEY (analysis) REFERENCES public.analyses(id) ON DELETE CASCADE;


--
-- Name: corrections corrections_study_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.corrections
    ADD CONSTRAINT corrections_study_fkey FOREIGN KEY (study) REFERENCES public.studies(id) ON DELETE CASCADE;


--
-- Name: failures failures_study_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.failures
    ADD CONSTRAINT failures_study_fkey FOREIGN KEY (study) REFERENCES public.studies(id) ON DELETE CASCADE;


--
-- Name: follow_up_failures follow_up_failures_patient_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.follow_up_failures
    ADD CONSTRAINT follow_up_failures_patient_fkey FOREIGN KEY (patient) REFERENCES public.patients(id) ON DELETE CASCADE;


--
-- Name: follow_ups follow_ups_analysis_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.follow_ups
    ADD CONSTRAINT follow_ups_analysis_fkey FOREIGN KEY (analysis) REFERENCES public.analyses(id) ON DELETE CASCADE;


--
-- Name: measurements measurements_analysis_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.measurements
    ADD CONSTRAINT measurements_analysis_fkey FOREIGN KEY (analysis) REFERENCES public.analyses(id) ON DELETE CASCADE;


--
-- Name: series series_study_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.series
    ADD CONSTRAINT series_study_fkey FOREIGN KEY (study) REFERENCES public.studies(id) ON DELETE CASCADE;


--
-- Name: studies studies_patient_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.studies
    ADD CONSTRAINT studies_patient_fkey FOREIGN KEY (patient) REFERENCES public.patients(id);


--
-- Name: thumbnails thumbnails_analysis_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.thumbnails
    ADD CONSTRAINT thumbnails_analysis_fkey FOREIGN KEY (analysis) REFERENCES public.analyses(id) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--


