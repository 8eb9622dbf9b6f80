"""Populations: from tables of public statistics to a sample of people whose margins fit."""
