COMMENT ON SCHEMA public IS 'standard public schema';
CREATE FUNCTION public.audit_append() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
  before record;
begin
  perform pg_advisory_xact_lock(72610002);
  select id, hash into before from audit order by id desc limit 1;
  new.id := coalesce(before.id, 0) + 1;
  new.hash := encode(sha256(convert_to(coalesce(before.hash, '') || new.message::text, 'UTF8')), 'hex');
  return new;
end $$;
CREATE FUNCTION public.audit_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception 'the audit is only added to: % is refused', tg_op;
end $$;
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
    findings jsonb,
    histogram jsonb
);
ALTER TABLE public.analyses ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.analyses_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.api_tokens (
    id bigint NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    token_hash text NOT NULL,
    created_by text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    used_at timestamp with time zone,
    CONSTRAINT api_tokens_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'operator'::text, 'admin'::text])))
);
ALTER TABLE public.api_tokens ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.api_tokens_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.arrivals (
    study bigint NOT NULL,
    source text NOT NULL,
    times integer DEFAULT 1 NOT NULL,
    first_announced_at timestamp with time zone DEFAULT now() NOT NULL,
    last_announced_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT arrivals_source_check CHECK ((source = ANY (ARRAY['notification'::text, 'changes'::text, 'query'::text, 'backfill'::text, 'person'::text, 'worker'::text, 'prior'::text])))
);
CREATE TABLE public.artefacts (
    id bigint NOT NULL,
    analysis bigint NOT NULL,
    kind text NOT NULL,
    sop_class_uid text NOT NULL,
    sop_instance_uid text NOT NULL,
    series_instance_uid text NOT NULL,
    bytes integer NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    replaced boolean DEFAULT false NOT NULL,
    decision bigint
);
ALTER TABLE public.artefacts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.artefacts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.audit (
    id bigint DEFAULT 0 NOT NULL,
    message json NOT NULL,
    hash text DEFAULT ''::text NOT NULL,
    recorded_at text GENERATED ALWAYS AS ((message ->> 'recorded'::text)) STORED NOT NULL COLLATE pg_catalog."C",
    event text GENERATED ALWAYS AS ((message #>> '{subtype,-1,code}'::text[])) STORED NOT NULL,
    user_name text GENERATED ALWAYS AS ((message #>> '{agent,0,who,identifier,value}'::text[])) STORED NOT NULL,
    address text GENERATED ALWAYS AS ((message #>> '{agent,0,network,address}'::text[])) STORED,
    patient_id text GENERATED ALWAYS AS ((jsonb_path_query_first((message)::jsonb, '$."entity"[*]?(@."role"."code" == "1")."what"."identifier"."value"'::jsonpath) #>> '{}'::text[])) STORED,
    issuer_of_patient_id text GENERATED ALWAYS AS ((jsonb_path_query_first((message)::jsonb, '$."entity"[*]?(@."role"."code" == "1")."what"."identifier"."assigner"."display"'::jsonpath) #>> '{}'::text[])) STORED,
    study_instance_uid text GENERATED ALWAYS AS (substr((jsonb_path_query_first((message)::jsonb, '$."entity"[*]?(@."role"."code" == "3")."what"."identifier"."value"'::jsonpath) #>> '{}'::text[]), 9)) STORED
);
CREATE TABLE public.corrections (
    study bigint NOT NULL,
    series_instance_uid text,
    excluded_from_follow_up boolean DEFAULT false NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    corrected_at timestamp with time zone DEFAULT now() NOT NULL,
    confirmed_identity boolean DEFAULT false NOT NULL,
    corrected_by text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.cursors (
    name text NOT NULL,
    value bigint NOT NULL,
    moved_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.decisions (
    id bigint NOT NULL,
    analysis bigint NOT NULL,
    outcome text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT decisions_check CHECK (((outcome = 'rejected'::text) = (reason <> ''::text))),
    CONSTRAINT decisions_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'rejected'::text, 'withdrawn'::text])))
);
ALTER TABLE public.decisions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.decisions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.events (
    id bigint NOT NULL,
    study_instance_uid text NOT NULL,
    kind text NOT NULL,
    data jsonb NOT NULL,
    happened_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT events_kind_check CHECK ((kind = ANY (ARRAY['state'::text, 'progress'::text, 'report'::text])))
);
ALTER TABLE public.events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
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
ALTER TABLE public.failures ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.failures_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.follow_up_failures (
    patient bigint NOT NULL,
    message text NOT NULL,
    attempts integer DEFAULT 1 NOT NULL,
    first_failed_at timestamp with time zone DEFAULT now() NOT NULL,
    last_failed_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.follow_ups (
    analysis bigint NOT NULL,
    identity text NOT NULL,
    compared text[] NOT NULL,
    thresholds jsonb NOT NULL,
    category text,
    summary text NOT NULL,
    performed_at timestamp with time zone NOT NULL,
    compared_at timestamp with time zone DEFAULT now() NOT NULL,
    language text NOT NULL,
    left_out jsonb DEFAULT '[]'::jsonb NOT NULL,
    headline text DEFAULT ''::text NOT NULL,
    warnings jsonb DEFAULT '[]'::jsonb NOT NULL,
    change_points double precision,
    lesions jsonb,
    CONSTRAINT follow_ups_category_check CHECK ((category = ANY (ARRAY['noInfection'::text, 'new'::text, 'increasing'::text, 'stable'::text, 'decreasing'::text, 'resolved'::text, 'notMeasured'::text, 'notComparable'::text, 'mixed'::text]))),
    CONSTRAINT follow_ups_check CHECK (((cardinality(compared) = 1) = (category IS NULL)))
);
CREATE TABLE public.leases (
    name text NOT NULL,
    holder text NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE public.lesions (
    analysis bigint NOT NULL,
    lesions jsonb NOT NULL,
    smaller_ml double precision NOT NULL,
    lungs jsonb NOT NULL,
    cells bytea NOT NULL
);
CREATE TABLE public.measurements (
    analysis bigint NOT NULL,
    region text NOT NULL,
    quantity text NOT NULL,
    value double precision
);
CREATE TABLE public.migrations (
    number integer NOT NULL,
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.patients (
    id bigint NOT NULL,
    patient_id text NOT NULL,
    issuer_of_patient_id text DEFAULT ''::text NOT NULL,
    patient_name text DEFAULT ''::text NOT NULL,
    patient_birth_date date,
    patient_sex text DEFAULT ''::text NOT NULL,
    priors_sought_at timestamp with time zone
);
ALTER TABLE public.patients ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.patients_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.processes (
    id uuid NOT NULL,
    role text NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    version text NOT NULL,
    model_set text NOT NULL,
    device text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    running integer DEFAULT 0 NOT NULL,
    stage text DEFAULT ''::text NOT NULL,
    moved_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT processes_role_check CHECK ((role = ANY (ARRAY['server'::text, 'worker'::text])))
);
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
ALTER TABLE public.series ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.series_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sessions (
    id_hash text NOT NULL,
    user_id bigint,
    user_name text NOT NULL,
    role text NOT NULL,
    token_hash text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sessions_check CHECK (((user_id IS NULL) OR (token_hash IS NULL))),
    CONSTRAINT sessions_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'operator'::text, 'admin'::text])))
);
CREATE TABLE public.sightings (
    study_instance_uid text NOT NULL,
    number_of_study_related_instances integer NOT NULL,
    settled boolean DEFAULT false NOT NULL,
    announced boolean DEFAULT false NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL
);
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
ALTER TABLE public.studies ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.studies_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
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
CREATE TABLE public.users (
    id bigint NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    password_hash text NOT NULL,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT users_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'operator'::text, 'admin'::text])))
);
ALTER TABLE public.users ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.views (
    analysis bigint NOT NULL,
    kind text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    jpeg bytea NOT NULL,
    CONSTRAINT views_kind_check CHECK ((kind = ANY (ARRAY['coronal'::text, 'sagittalRight'::text, 'sagittalLeft'::text, 'projection'::text])))
);
ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_current EXCLUDE USING btree (study WITH =) WHERE ((superseded_by IS NULL)) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_key_key UNIQUE (key);
ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT api_tokens_name_key UNIQUE (name);
ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT api_tokens_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT api_tokens_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.arrivals
    ADD CONSTRAINT arrivals_pkey PRIMARY KEY (study, source);
ALTER TABLE ONLY public.artefacts
    ADD CONSTRAINT artefacts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.artefacts
    ADD CONSTRAINT artefacts_sop_instance_uid_key UNIQUE (sop_instance_uid);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.corrections
    ADD CONSTRAINT corrections_pkey PRIMARY KEY (study);
ALTER TABLE ONLY public.cursors
    ADD CONSTRAINT cursors_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT decisions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.failures
    ADD CONSTRAINT failures_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.follow_up_failures
    ADD CONSTRAINT follow_up_failures_pkey PRIMARY KEY (patient);
ALTER TABLE ONLY public.follow_ups
    ADD CONSTRAINT follow_ups_pkey PRIMARY KEY (analysis);
ALTER TABLE ONLY public.leases
    ADD CONSTRAINT leases_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.lesions
    ADD CONSTRAINT lesions_pkey PRIMARY KEY (analysis);
ALTER TABLE ONLY public.measurements
    ADD CONSTRAINT measurements_pkey PRIMARY KEY (analysis, region, quantity);
ALTER TABLE ONLY public.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.patients
    ADD CONSTRAINT patients_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.processes
    ADD CONSTRAINT processes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.series
    ADD CONSTRAINT series_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.series
    ADD CONSTRAINT series_study_series_instance_uid_key UNIQUE (study, series_instance_uid);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id_hash);
ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT sightings_pkey PRIMARY KEY (study_instance_uid);
ALTER TABLE ONLY public.studies
    ADD CONSTRAINT studies_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.studies
    ADD CONSTRAINT studies_study_instance_uid_key UNIQUE (study_instance_uid);
ALTER TABLE ONLY public.thumbnails
    ADD CONSTRAINT thumbnails_pkey PRIMARY KEY (analysis, "position");
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.views
    ADD CONSTRAINT views_pkey PRIMARY KEY (analysis, kind);
CREATE INDEX analyses_patient ON public.analyses USING btree (patient);
CREATE INDEX analyses_score ON public.analyses USING btree (severity_score, id) WHERE (superseded_by IS NULL);
CREATE INDEX analyses_study ON public.analyses USING btree (study);
CREATE INDEX analyses_timeline ON public.analyses USING btree (patient, model_set, acquired_at) WHERE (superseded_by IS NULL);
CREATE INDEX arrivals_last ON public.arrivals USING btree (last_announced_at);
CREATE INDEX artefacts_analysis ON public.artefacts USING btree (analysis);
CREATE INDEX artefacts_decision ON public.artefacts USING btree (decision) WHERE (decision IS NOT NULL);
CREATE INDEX artefacts_series ON public.artefacts USING btree (series_instance_uid);
CREATE INDEX audit_event ON public.audit USING btree (event, id);
CREATE INDEX audit_patient_id ON public.audit USING btree (patient_id, id) WHERE (patient_id IS NOT NULL);
CREATE INDEX audit_recorded_at ON public.audit USING btree (recorded_at);
CREATE INDEX audit_study_instance_uid ON public.audit USING btree (study_instance_uid, id) WHERE (study_instance_uid IS NOT NULL);
CREATE INDEX audit_user_name ON public.audit USING btree (user_name, id);
CREATE INDEX decisions_analysis ON public.decisions USING btree (analysis, id);
CREATE INDEX events_happened_at ON public.events USING btree (happened_at);
CREATE UNIQUE INDEX failures_open ON public.failures USING btree (study) WHERE (resolved_at IS NULL);
CREATE INDEX follow_ups_change ON public.follow_ups USING btree (change_points, analysis) WHERE (change_points IS NOT NULL);
CREATE UNIQUE INDEX patients_identity ON public.patients USING btree (patient_id, issuer_of_patient_id) WHERE (patient_id <> ''::text);
CREATE INDEX patients_search ON public.patients USING gin (lower(((patient_id || ' '::text) || translate(patient_name, '^='::text, '  '::text))) public.gin_trgm_ops);
CREATE INDEX sessions_user_name ON public.sessions USING btree (user_name);
CREATE INDEX studies_patient ON public.studies USING btree (patient);
CREATE INDEX studies_search ON public.studies USING gin (search_text public.gin_trgm_ops);
CREATE INDEX studies_state ON public.studies USING btree (state, id);
CREATE INDEX studies_study_date ON public.studies USING btree (study_date);
CREATE UNIQUE INDEX users_name ON public.users USING btree (lower(name));
CREATE TRIGGER audit_append BEFORE INSERT ON public.audit FOR EACH ROW EXECUTE FUNCTION public.audit_append();
CREATE TRIGGER audit_refuse BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();
ALTER TABLE public.audit ENABLE ALWAYS TRIGGER audit_refuse;
ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_patient_fkey FOREIGN KEY (patient) REFERENCES public.patients(id);
ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_series_fkey FOREIGN KEY (series) REFERENCES public.series(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_study_fkey FOREIGN KEY (study) REFERENCES public.studies(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.analyses
    ADD CONSTRAINT analyses_superseded_by_fkey FOREIGN KEY (superseded_by) REFERENCES public.analyses(id);
ALTER TABLE ONLY public.arrivals
    ADD CONSTRAINT arrivals_study_fkey FOREIGN KEY (study) REFERENCES public.studies(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.artefacts
    ADD CONSTRAINT artefacts_analysis_fkey FOREIGN KEY (analysis) REFERENCES public.analyses(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.artefacts
    ADD CONSTRAINT artefacts_decision_fkey FOREIGN KEY (decision) REFERENCES public.decisions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.corrections
    ADD CONSTRAINT corrections_study_fkey FOREIGN KEY (study) REFERENCES public.studies(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT decisions_analysis_fkey FOREIGN KEY (analysis) REFERENCES public.analyses(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.failures
    ADD CONSTRAINT failures_study_fkey FOREIGN KEY (study) REFERENCES public.studies(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.follow_up_failures
    ADD CONSTRAINT follow_up_failures_patient_fkey FOREIGN KEY (patient) REFERENCES public.patients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.follow_ups
    ADD CONSTRAINT follow_ups_analysis_fkey FOREIGN KEY (analysis) REFERENCES public.analyses(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.lesions
    ADD CONSTRAINT lesions_analysis_fkey FOREIGN KEY (analysis) REFERENCES public.analyses(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.measurements
    ADD CONSTRAINT measurements_analysis_fkey FOREIGN KEY (analysis) REFERENCES public.analyses(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.series
    ADD CONSTRAINT series_study_fkey FOREIGN KEY (study) REFERENCES public.studies(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.studies
    ADD CONSTRAINT studies_patient_fkey FOREIGN KEY (patient) REFERENCES public.patients(id);
ALTER TABLE ONLY public.thumbnails
    ADD CONSTRAINT thumbnails_analysis_fkey FOREIGN KEY (analysis) REFERENCES public.analyses(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.views
    ADD CONSTRAINT views_analysis_fkey FOREIGN KEY (analysis) REFERENCES public.analyses(id) ON DELETE CASCADE;
