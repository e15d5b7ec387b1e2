package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"kefu/server/api"
	"kefu/server/app"
	"kefu/server/auth"
	"kefu/server/config"
	"kefu/server/desk"
	"kefu/server/store"
)

// tendWithin bounds what a command may ask of the database.
const tendWithin = 2 * time.Minute

// withStore opens the configured database, migrated, for f.
func withStore(ctx context.Context, cfg config.Config, f func(context.Context, *store.DB) error) error {
	db, err := store.Open(cfg.Database.Address(), store.Options{})
	if err != nil {
		return fmt.Errorf("database (KEFU_DATABASE): %w", err)
	}
	defer db.Close() //nolint:errcheck // what was written is committed
	ctx, cancel := context.WithTimeout(ctx, tendWithin)
	defer cancel()
	if _, err := db.Migrate(ctx); err != nil {
		return fmt.Errorf("database (KEFU_DATABASE): %w", err)
	}
	return f(ctx, db)
}

func migrate(ctx context.Context, c *call) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	db, err := store.Open(cfg.Database.Address(), store.Options{})
	if err != nil {
		return fmt.Errorf("database (KEFU_DATABASE): %w", err)
	}
	defer db.Close() //nolint:errcheck // what was written is committed
	n, err := db.Migrate(ctx)
	if err == nil {
		fmt.Fprintf(c.out, "The schema is at version %d; %d migrations were applied.\n", store.SchemaVersion(), n)
	}
	return err
}

func agentAdd(ctx context.Context, c *call) error {
	name := c.flags.String("name", "", "what customers and colleagues see")
	role := c.flags.String("role", string(desk.RoleAgent), "agent, supervisor or admin")
	cfg, err := c.config()
	if err != nil {
		return err
	}
	a := desk.Agent{Name: desk.CleanName(*name), Role: desk.Role(*role)}
	if a.Name == "" || !a.Role.IsStaff() {
		return fmt.Errorf("--name must be a name, and --role agent, supervisor or admin")
	}
	key, prefix, hash, err := auth.NewStaffKey()
	if err != nil {
		return err
	}
	a.KeyPrefix, a.KeyHash = prefix, hash
	return withStore(ctx, cfg, func(ctx context.Context, db *store.DB) error {
		made, err := db.CreateAgent(ctx, a)
		if err == nil {
			fmt.Fprintf(c.out, "Made %s %q with the id %d. The staff key, shown this once:\n\n    %s\n", made.Role, made.Name, made.ID, key)
		}
		return err
	})
}

func staffKey(ctx context.Context, c *call) error {
	whose := c.flags.String("agent", "", "the agent's id or exact name")
	cfg, err := c.config()
	if err != nil {
		return err
	}
	key, prefix, hash, err := auth.NewStaffKey()
	if err != nil {
		return err
	}
	return withStore(ctx, cfg, func(ctx context.Context, db *store.DB) error {
		id, err := findAgent(ctx, db, *whose)
		if err != nil {
			return err
		}
		a, _, err := db.UpdateAgent(ctx, id, store.AgentPatch{KeyPrefix: prefix, KeyHash: hash})
		if err == nil {
			fmt.Fprintf(c.out, "A new staff key for %q (id %d), shown this once; the old one has ended:\n\n    %s\n", a.Name, a.ID, key)
		}
		return err
	})
}

// findAgent finds one agent by id or by exact name.
func findAgent(ctx context.Context, db *store.DB, whose string) (int64, error) {
	agents, err := db.Agents(ctx)
	if err != nil {
		return 0, err
	}
	var found []int64
	for _, a := range agents {
		if strconv.FormatInt(a.ID, 10) == whose || a.Name == whose {
			found = append(found, a.ID)
		}
	}
	if len(found) != 1 {
		return 0, fmt.Errorf("--agent must be the id or the exact name of one agent; %d match", len(found))
	}
	return found[0], nil
}

func openapi(_ context.Context, c *call) error {
	if err := c.parse(); err != nil {
		return err
	}
	document, err := api.OpenAPI(app.Features()...)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "%s\n", document)
	return err
}
