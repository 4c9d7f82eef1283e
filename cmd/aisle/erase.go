package main

import (
	"errors"
	"fmt"
	"os/user"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/cmd/plant"
	"github.com/aisle-wms/aisle/wms"
)

func newEraseCmd() *cobra.Command {
	var dir string
	var orders []string
	var who wms.Customer
	var reason string
	var dryRun, lostKeys bool
	cmd := &cobra.Command{
		Use:   "erase --data DIR (--order ID | --name NAME …) --reason WHY",
		Short: "Destroy customers' personal data for good; orders, stock and journal stay",
		Long: "Destroys the personal data of orders: named ones, or all whose data matches the name, phone,\n" +
			"postcode and e-mail given (all of them must match). The site must not be running; while it runs,\n" +
			"POST /v1/privacy/erasures does the same. The reason is kept for ever and must name nobody.\n" +
			"With --lost-keys, for a folder whose personal.keys is lost and in no backup: new keys are made,\n" +
			"and the data of all orders, which nobody can read any more, is recorded as erased.\n" +
			"A shell may keep a name in its history: --order does not give one away.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := dataFile(dir); err != nil {
				return err
			}
			e := wms.NewErasure{Reason: reason}
			for _, id := range orders {
				e.Orders = append(e.Orders, wms.OrderID(id))
			}
			if who != (wms.Customer{}) {
				e.Customer = &who
			}
			if lostKeys {
				return renewKeys(cmd, dir, reason, len(e.Orders) > 0 || e.Customer != nil || dryRun)
			}
			if (len(e.Orders) > 0) == (e.Customer != nil) {
				return errors.New("say whose data: either --order, or one or more of --name, --phone, --postcode and --email")
			}
			if plant.Running(dir) {
				return fmt.Errorf("%s is in use by a running site: use POST /v1/privacy/erasures there", dir)
			}
			out, err := plant.EraseStopped(cmd.Context(), dir, operator(), e, dryRun)
			if err != nil {
				return err
			}
			return tellErased(cmd, out)
		},
	}
	f := cmd.Flags()
	f.StringVar(&dir, "data", "", "data folder")
	f.StringArrayVar(&orders, "order", nil, "order whose data is erased; may be given several times")
	f.StringVar(&who.Name, "name", "", "erase all orders of this name")
	f.StringVar(&who.Phone, "phone", "", "erase all orders with this phone number")
	f.StringVar(&who.Postcode, "postcode", "", "erase all orders to this postcode")
	f.StringVar(&who.Email, "email", "", "erase all orders with this e-mail address")
	f.StringVar(&reason, "reason", "", "why; kept for ever, so it must name nobody")
	f.BoolVar(&lostKeys, "lost-keys", false, "personal.keys is lost: make new keys, and record all personal data as erased")
	f.BoolVar(&dryRun, "dry-run", false, "only list the orders that would be erased")
	_ = cmd.MarkFlagRequired("data")
	_ = cmd.MarkFlagRequired("reason")
	return cmd
}

func renewKeys(cmd *cobra.Command, dir, reason string, more bool) error {
	if more {
		return errors.New("--lost-keys is of all orders: give no other flag than --data and --reason with it")
	}
	n, err := plant.RenewKeys(cmd.Context(), dir, operator(), reason)
	if err == nil {
		fmt.Fprintf(cmd.OutOrStdout(), "new keys are made; the personal data of %d orders is recorded as erased\n", n)
	}
	return err
}

// operator is who works at the command line.
func operator() wms.Actor {
	by := wms.Actor{User: "operator", From: "command line"}
	if u, err := user.Current(); err == nil && u.Username != "" {
		by.User = wms.UserID("operator:" + u.Username)
	}
	return by
}

func tellErased(cmd *cobra.Command, out wms.ErasureAnswer) error {
	text := func(ids []wms.OrderID) string {
		words := make([]string, len(ids))
		for i, id := range ids {
			words[i] = string(id)
		}
		return strings.Join(words, " ")
	}
	w := cmd.OutOrStdout()
	if out.DryRun {
		fmt.Fprintf(w, "would erase the personal data of %d orders: %s\n", len(out.Orders), text(out.Orders))
	} else {
		fmt.Fprintf(w, "erasure %d: the personal data of %d orders is destroyed: %s\n", out.ID, len(out.Orders), text(out.Orders))
	}
	if len(out.Without) > 0 {
		fmt.Fprintf(w, "%d orders hold none: %s\n", len(out.Without), text(out.Without))
	}
	if out.Unreadable > 0 {
		return fault(fmt.Errorf("the data of %d orders could not be searched, because their keys are damaged; aisle verify names them", out.Unreadable))
	}
	return nil
}
